import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { lab } from "./lab.js";

/** Undoes something a test file did. Runs after its last test, whatever happened, the latest first. */
export type Cleanup = () => void | Promise<void>;

const cleanups: Cleanup[] = [];

/** Registers what must be undone when this test file is through. */
export function onCleanup(cleanup: Cleanup): void {
  cleanups.push(cleanup);
}

afterAll(async () => {
  const failures: unknown[] = [];
  for (const cleanup of cleanups.splice(0).reverse()) {
    try {
      await cleanup();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, "the test file could not clean up after itself");
});

/** A fresh directory that is gone after the test file. */
export function temporaryDirectory(label = "test"): string {
  const directory = mkdtempSync(join(tmpdir(), `slipway-${label}-`));
  onCleanup(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

let ownDockerConfig: string | undefined;

/** This test file's own Docker configuration directory: its builders are seen by nobody else. */
export function dockerConfig(): string {
  ownDockerConfig ??= temporaryDirectory("config");
  return ownDockerConfig;
}

const foreign =
  /^(DOCKER_|BUILDX_|BUILDKIT_|COMPOSE_|VITEST|GITHUB_|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$|NODE_ENV$|CI$)/;

/** The environment programs run with: the user's, less what would change their behaviour, with this file's DOCKER_CONFIG. */
export function programEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const isDefault = lab.engineHost === "unix:///var/run/docker.sock";
  return {
    ...Object.fromEntries(inherited),
    ...(isDefault ? {} : { DOCKER_HOST: lab.engineHost }),
    DOCKER_CONFIG: dockerConfig(),
    ...extra,
  };
}
