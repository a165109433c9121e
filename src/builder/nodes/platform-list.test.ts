import { expect, test } from "vitest";
import { localPlatform } from "../../oci/platform.js";
import { parsePlatformList } from "./platform-list.js";

test.each([
  [[], []],
  [
    ["linux/amd64,linux/aarch64"],
    [
      { os: "linux", architecture: "amd64" },
      { os: "linux", architecture: "arm64" },
    ],
  ],
  [
    ["Local", "linux/arm"],
    [localPlatform(), { os: "linux", architecture: "arm", variant: "v7" }],
  ],
])("%j are platforms", (values, platforms) => {
  expect(parsePlatformList(values)).toEqual(platforms);
});

test("what is none is named", () => {
  expect(() => parsePlatformList(["linux/amd64,li nux"])).toThrow(/li nux/);
});
