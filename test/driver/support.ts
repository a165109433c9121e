import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import { packTar } from "modern-tar";
import type { Driver } from "../../src/driver/contract/driver.js";
import { driverFactory } from "../../src/driver/registry.js";
import { connectEngine, type Engine } from "../../src/engine/index.js";
import type { SolveStatus } from "../../src/progress/index.js";
import { builderName, busyboxPath, lab, onCleanup, removeImage } from "../support/index.js";

/** A driver for a node nobody else has, with what the engine needs to be asked beside it. */
export interface DriverUnderTest {
  readonly driver: Driver;
  readonly engine: Engine;
  readonly node: string;
  readonly container: string;
  readonly volume: string;
  /** A second driver for the same node, as another process has it. */
  another(): Promise<Driver>;
}

export interface DriverSettings {
  readonly options?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly files?: ReadonlyMap<string, Uint8Array>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Makes a docker-container driver from the lab's image; container and volume are gone after the test file. */
export async function makeDriver(label: string, settings: DriverSettings = {}): Promise<DriverUnderTest> {
  const node = builderName(label);
  const container = `buildx_buildkit_${node}`;
  const engine = await connectEngine({ endpoint: lab.engineHost });
  onCleanup(() => engine.close());
  const another = async () =>
    driverFactory("docker-container").create({
      node,
      endpoint: lab.engineHost,
      engine: async () => engine,
      options: { image: lab.image, ...settings.options },
      flags: settings.flags ?? [],
      files: settings.files ?? new Map(),
      env: settings.env ?? {},
    });
  return { driver: await another(), another, engine, node, container, volume: `${container}_state` };
}

/** An image that runs a busybox shell script and nothing else; gone after the test file. */
export async function scriptImage(script: string): Promise<string> {
  const name = `slipway-test-${randomBytes(4).toString("hex")}`;
  const body = readFileSync(busyboxPath());
  const header = { name: "bin/busybox", type: "file" as const, size: body.length, mode: 0o755 };
  const tar = await packTar([{ header, body }]);
  const entrypoint = JSON.stringify(["/bin/busybox", "sh", "-c", script]);
  const query = new URLSearchParams({
    fromSrc: "-",
    repo: name,
    tag: "latest",
    changes: `ENTRYPOINT ${entrypoint}`,
  });
  await post(`/images/create?${query}`, tar);
  onCleanup(() => removeImage(`${name}:latest`));
  return `${name}:latest`;
}

function post(path: string, body: Uint8Array): Promise<void> {
  const host = new URL(lab.engineHost);
  const target =
    host.protocol === "unix:" ? { socketPath: host.pathname } : { host: host.hostname, port: host.port };
  return new Promise((resolve, reject) => {
    const request = http.request({ ...target, method: "POST", path }, (response) => {
      response.resume();
      response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`POST ${path}`))));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Collects the ids of a step's parts, and its output, in the order they came. */
export function recordProgress(): {
  sink: { update(status: SolveStatus): void };
  parts: string[];
  output: () => string;
} {
  const parts: string[] = [];
  const chunks: Uint8Array[] = [];
  return {
    parts,
    output: () => Buffer.concat(chunks).toString("utf8"),
    sink: {
      update: ({ statuses, logs }) => {
        for (const { id, completed } of statuses ?? []) if (completed === undefined) parts.push(id);
        for (const { data } of logs ?? []) chunks.push(data);
      },
    },
  };
}

/** What a promise rejects with; fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("the operation succeeded where it had to fail");
}
