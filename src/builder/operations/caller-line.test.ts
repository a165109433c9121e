import { expect, test } from "vitest";
import { errorOfCaller } from "../../../test/support/library/error-of-caller.js";
import { connectEngine } from "../../engine/index.js";
import { listBuilderNames } from "./builder-names.js";
import { createBuilder } from "./create-builder.js";
import { diskUsage } from "./disk-usage.js";
import { inspectBuilder } from "./inspect-builder.js";
import { listBuilders } from "./list-builders.js";
import { pruneBuilder } from "./prune-builder.js";
import { removeBuilders, removeInactiveBuilders } from "./remove-builders.js";
import { stopBuilder } from "./stop-builder.js";
import { useBuilder } from "./use-builder.js";

// No directory can be made there, and a file is where one should be.
const env = {
  DOCKER_CONFIG: "/proc/slipway",
  BUILDX_CONFIG: "/proc/version",
  DOCKER_HOST: "unix:///nowhere.sock",
};
const broken = { ...env, DOCKER_HOST: "nonsense://" };

test.each<[string, () => Promise<unknown>]>([
  ["connectEngine", () => connectEngine({ env: broken })],
  ["createBuilder", () => createBuilder({ name: "1 2", env })],
  ["diskUsage", () => diskUsage("nope", { env })],
  ["inspectBuilder", () => inspectBuilder("nope", { env })],
  ["listBuilderNames", () => listBuilderNames({ env })],
  ["listBuilders", () => listBuilders({ env })],
  ["pruneBuilder", () => pruneBuilder("nope", { env })],
  ["removeBuilders", () => removeBuilders(["nope"], { env })],
  ["removeInactiveBuilders", () => removeInactiveBuilders({ env })],
  ["stopBuilder", () => stopBuilder("nope", { env })],
  ["useBuilder", () => useBuilder("nope", { env })],
])("an error of %s has the line of the program that called it", async (_name, call) => {
  const error = await errorOfCaller(call);
  expect(error).toMatchObject({ name: "SlipwayError" });
  expect(error.stack).toMatch(/at itsCaller /);
  expect(error.stack?.match(/at itsCaller /g)).toHaveLength(1);
});
