import { Readable } from "node:stream";
import { afterEach, beforeAll, expect } from "vitest";
import { connectEngine, type Engine } from "../../src/engine/index.js";
import { isSlipwayError } from "../../src/errors/index.js";
import { type FakeEngine, type FakeScript, fakeEngine, json } from "./fake-engine.js";

/** What a call failed with, as a caller sees it. */
export async function failureOf(
  call: Promise<unknown>,
): Promise<{ code: string; message: string; hint?: string }> {
  const reason = await call.then(
    () => new Error("it succeeded"),
    (error: unknown) => error,
  );
  if (!isSlipwayError(reason)) throw reason;
  return { code: reason.code, message: reason.message, ...(reason.hint && { hint: reason.hint }) };
}

/** Listens to events until they end. */
export const events = async (from: Engine) => {
  for await (const _event of from.events()) {
    // Only the end counts.
  }
};

/** Answers the first half of an exec. */
export const start = { "POST /containers/c/exec": json({ Id: "e" }, 201) };

/** The state of a container that runs. */
export const running = {
  Status: "running",
  Running: true,
  Restarting: false,
  Pid: 1,
  ExitCode: 0,
  FinishedAt: "",
};

/** A container. */
export const found = { Id: "c", State: running, Mounts: [] };

/** An image. */
export const image = { Id: "i", RootFS: { Type: "layers", Layers: [] } };

/** One call of an engine. */
export type Call = (from: Engine) => Promise<unknown>;

/** A call of each kind. */
export const calls = {
  info: (from) => from.info(),
  version: (from) => from.version(),
  container: (from) => from.inspectContainer("c"),
  create: (from) => from.createContainer("c", {}),
  wait: (from) => from.waitContainer("c"),
  start: (from) => from.startContainer("c"),
  remove: (from) => from.removeContainer("c"),
  logs: (from) => from.containerLogs("c"),
  exec: (from) => from.exec("c", ["true"]),
  image: (from) => from.inspectImage("i"),
  images: (from) => from.listImages(),
  pull: (from) => from.pullImage("i"),
  load: (from) => from.loadImage(Readable.from([Buffer.from("x")])),
  volume: (from) => from.inspectVolume("v"),
  network: (from) => from.createNetwork("n"),
  containers: (from) => from.listContainers(),
  volumes: (from) => from.listVolumes({ name: "v" }),
  networks: (from) => from.listNetworks(),
  sizes: (from) => from.volumeSizes(),
  events,
  upgrade: (from) => from.upgrade("/grpc", "h2c"),
} satisfies Record<string, Call>;

/** What is thrown for an answer of a wrong shape. */
export const useless = (what: string, problem: string) => ({
  code: "protocol-error",
  message: `the Docker daemon's answer to ${what} is of no use: ${problem}`,
  hint: expect.stringContaining("Docker Engine"),
});

/** An engine that answers by each test's script, and a look at what escaped as an uncaught exception. */
export function hostileEngine() {
  let fake: FakeEngine | undefined;
  let engine: Engine | undefined;
  const escaped: unknown[] = [];
  beforeAll(() => {
    const note = (error: unknown) => escaped.push(error);
    process.on("uncaughtException", note).on("unhandledRejection", note);
    return () => process.off("uncaughtException", note).off("unhandledRejection", note);
  });
  afterEach(async () => {
    engine?.close();
    await fake?.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(escaped.splice(0)).toEqual([]);
  });
  async function connectTo(script: FakeScript): Promise<Engine> {
    fake = await fakeEngine(script);
    engine = await connectEngine({ endpoint: fake.host, env: { DOCKER_CONFIG: "/nowhere" }, timeout: 2000 });
    return engine;
  }
  return {
    get fake() {
      return fake;
    },
    connectTo,
  };
}
