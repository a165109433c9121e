import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Engine } from "../engine/index.js";
import { SlipwayError } from "../errors/index.js";
import { contextDriver } from "./context-driver.js";
import type { DriverInit } from "./contract/driver-factory.js";

const signal = new AbortController().signal;
const engine = (upgrade: Engine["upgrade"]) =>
  ({ apiVersion: async () => "1.41", upgrade }) as unknown as Engine;

const init = (one: Engine): DriverInit => ({
  node: "default",
  endpoint: "default",
  engine: async () => one,
  options: {},
  flags: [],
  files: new Map(),
  env: {},
});

test("an engine with a BuildKit of its own builds by itself, and is asked once", async () => {
  const stream = new PassThrough();
  const upgrade = vi.fn(async () => stream);
  const one = engine(upgrade);
  const factory = await contextDriver(one, signal);
  expect(factory.name).toBe("docker");
  const driver = await factory.create(init(one));
  // The engine here knows no other call, and so fails where it is asked for more.
  expect(await driver.status()).toBe("running");
  expect(await driver.connect()).toBe(stream);
  expect(upgrade).toHaveBeenCalledTimes(1);
  await driver.connect();
  expect(upgrade).toHaveBeenCalledTimes(2);
});

test("a connection that nobody wants within a second is ended, and the engine asked anew", async () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const opened: PassThrough[] = [];
  const version = vi.fn(async () => ({}));
  const one = { ...engine(async () => opened[opened.push(new PassThrough()) - 1] as PassThrough), version };
  const driver = await (await contextDriver(one, signal)).create(init(one));
  vi.advanceTimersByTime(1000);
  expect(opened[0]?.destroyed).toBe(true);
  expect(await driver.status()).toBe("running");
  expect(version).toHaveBeenCalledOnce();
  expect(await driver.connect()).toBe(opened[1]);
});

test("one without is given a container", async () => {
  const none = engine(() => Promise.reject(new SlipwayError("engine-error", "page not found")));
  expect((await contextDriver(none, signal)).name).toBe("docker-container");
});

test("one that is too old has none, whatever its BuildKit says", async () => {
  const stream = new PassThrough();
  const error = new SlipwayError("unsupported", "API 1.40");
  const old = { ...engine(async () => stream), apiVersion: () => Promise.reject(error) };
  await expect(contextDriver(old, signal)).rejects.toBe(error);
  expect(stream.destroyed).toBe(true);
});

test.each([
  ["before", () => Promise.reject(new SlipwayError("engine-unreachable", "no BuildKit"))],
  ["after", () => new Promise<PassThrough>((_, reject) => setImmediate(reject, new Error("no BuildKit")))],
])(
  "one that cannot be reached has no driver at all; its BuildKit is found missing %s that",
  async (_when, upgrade) => {
    const error = new SlipwayError("engine-unreachable", "nobody there");
    const failing = () => sleep(1).then(() => Promise.reject(error));
    await expect(contextDriver({ ...engine(upgrade), apiVersion: failing }, signal)).rejects.toBe(error);
    await sleep(2);
  },
);

test("one that is gone before its BuildKit has answered has none either", async () => {
  const error = new SlipwayError("engine-unreachable", "nobody there");
  await expect(
    contextDriver(
      engine(() => Promise.reject(error)),
      signal,
    ),
  ).rejects.toBe(error);
});
