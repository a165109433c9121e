import { expect, test } from "vitest";
import { errorOfCaller } from "../../test/support/library/error-of-caller.js";
import { build } from "./build.js";
import { Builder, ensureBuilder } from "./builder-handle.js";
import { dialBuilder } from "./dial-builder.js";

// No directory can be made there, and a file is where one should be.
const env = {
  DOCKER_CONFIG: "/proc/slipway",
  BUILDX_CONFIG: "/proc/version",
  DOCKER_HOST: "unix:///nowhere.sock",
};
const builder = new Builder("nobody", { env });

test.each<[string, () => PromiseLike<unknown>]>([
  ["build", () => build({ context: ".", builder: "nobody", env })],
  ["build on a builder", () => build({ context: ".", builder })],
  ["builder.build", () => builder.build({ context: "." })],
  ["builder.inspect", () => builder.inspect()],
  ["builder.bootstrap", () => builder.bootstrap()],
  ["builder.diskUsage", () => builder.diskUsage()],
  ["builder.prune", () => builder.prune()],
  ["builder.stop", () => builder.stop()],
  ["builder.remove", () => builder.remove()],
  ["dialBuilder", () => dialBuilder("nobody", { env })],
  ["ensureBuilder", () => ensureBuilder({ name: "nobody", env })],
])("an error of %s has the line of the program that called it", async (_name, call) => {
  const error = await errorOfCaller(call);
  expect(error).toMatchObject({ name: "SlipwayError" });
  expect(error.stack?.match(/at itsCaller /g)).toHaveLength(1);
});
