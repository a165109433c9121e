import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Engine } from "../engine/index.js";
import { SlipwayError } from "../errors/index.js";
import { contextDriver } from "./context-driver.js";

const signal = new AbortController().signal;
const engine = (upgrade: Engine["upgrade"]) =>
  ({ apiVersion: async () => "1.41", upgrade }) as unknown as Engine;

test("an engine with a BuildKit of its own builds by itself", async () => {
  const stream = new PassThrough();
  expect(
    (
      await contextDriver(
        engine(async () => stream),
        signal,
      )
    ).name,
  ).toBe("docker");
  expect(stream.destroyed).toBe(true);
});

test("one without is given a container", async () => {
  const none = engine(() => Promise.reject(new SlipwayError("engine-error", "page not found")));
  expect((await contextDriver(none, signal)).name).toBe("docker-container");
});

test("one that cannot be reached has no driver at all", async () => {
  const error = new SlipwayError("engine-unreachable", "nobody there");
  await expect(
    contextDriver(
      engine(() => Promise.reject(error)),
      signal,
    ),
  ).rejects.toBe(error);
});
