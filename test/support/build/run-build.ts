import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { buildTargets } from "../../../src/build/build-targets.js";
import type { BuildOptions } from "../../../src/build/options/build-options.js";
import type { TargetsOptions } from "../../../src/build/plan/planned-target.js";
import { readTarget } from "../../../src/build/read-target.js";
import type { NodeResult } from "../../../src/build/result/node-result.js";
import type { BuilderInfo } from "../../../src/builder/types.js";
import type { SolveStatus } from "../../../src/progress/index.js";
import { FakeBuildKit, type FakeBuildKitScript } from "../buildkit/fake-buildkit.js";
import { fakeBuilder, fakeNode } from "./fake-node.js";

/** A directory with these files; it is gone when the test is finished. */
export function testDirectory(files: Readonly<Record<string, string>> = {}): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "slipway-unit-")));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** An environment whose configuration is empty and whose engine is not there. */
export function testEnvironment(): Record<string, string> {
  const home = testDirectory();
  return {
    PATH: process.env.PATH ?? "",
    HOME: home,
    DOCKER_CONFIG: join(home, "docker"),
    BUILDX_CONFIG: join(home, "buildx"),
    DOCKER_HOST: `unix://${join(home, "no-engine.sock")}`,
    SLIPWAY_BUILD_NOTES: "1",
  };
}

/** What a test's build may be given beside its options. */
export interface TestBuild {
  /** The daemon's script. */
  readonly script?: FakeBuildKitScript;
  /** Default: one node whose daemon is a fake BuildKit with the script. */
  readonly builder?: BuilderInfo;
  readonly more?: Partial<TargetsOptions>;
  readonly wantsMetadata?: boolean;
}

/** A build that runs, or ran, in memory. */
export interface TestRun {
  readonly daemon: FakeBuildKit;
  readonly updates: SolveStatus[];
  readonly warnings: string[];
  readonly cwd: string;
  readonly results: Promise<ReadonlyMap<string, NodeResult>>;
}

/** Builds targets, by name, on a builder in memory. The context is a directory with a Dockerfile unless given. */
export function startTargets(
  targets: Readonly<Record<string, Partial<BuildOptions>>>,
  { script = {}, builder, more = {}, wantsMetadata = false }: TestBuild = {},
): TestRun {
  const daemon = new FakeBuildKit(script);
  const cwd = testDirectory({ Dockerfile: "FROM scratch\n", "app.js": "1\n" });
  const env = testEnvironment();
  const updates: SolveStatus[] = [];
  const warnings: string[] = [];
  const common = {
    env,
    progress: { update: (status: SolveStatus) => void updates.push(status) },
    onWarning: (message: string) => void warnings.push(message),
  };
  const run = async () => {
    const requests = Object.entries(targets).map(([name, options]) =>
      readTarget(name, { context: ".", cwd, ...common, ...options }, wantsMetadata),
    );
    const node = fakeNode("b0", { connect: daemon.connect });
    return buildTargets(await Promise.all(requests), {
      ...common,
      builder: builder ?? fakeBuilder([node]),
      ...more,
    });
  };
  return { daemon, updates, warnings, cwd, results: run() };
}

/** Builds one target to its end. */
export async function runTarget(options: Partial<BuildOptions>, build: TestBuild = {}) {
  const run = startTargets({ default: options }, build);
  const result = (await run.results).get("default");
  if (result === undefined) throw new Error("there is no result");
  return { ...run, result };
}
