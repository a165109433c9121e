import { expect, test } from "vitest";
import { mobyBuildKitVersion } from "./moby-version.js";

test.each([
  ["20.10.24+dfsg1", "v0.8+unknown"],
  ["20.10.2", "v0.8+unknown"],
  ["20.10.7", "v0.8.2+244e8cde"],
  ["20.10.17", "v0.8.2+bc07b2b8"],
  ["23.0.5", "v0.10.6+d52b2d5"],
  ["23.0.9", "v0.10+unknown"],
  ["28.5.1", "28.5.1"],
  ["24.0.0-moby", "24.0.0"],
])("engine %s holds BuildKit %s", (engine, buildkit) => {
  expect(mobyBuildKitVersion(engine)).toBe(buildkit);
});
