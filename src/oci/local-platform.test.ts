import { endianness } from "node:os";
import { expect, test } from "vitest";
import { localPlatform } from "./local-platform.js";

test.each([
  ["linux", "x64", "linux", "amd64"],
  ["darwin", "arm64", "darwin", "arm64"],
  ["win32", "x64", "windows", "amd64"],
  ["sunos", "ia32", "solaris", "386"],
  ["linux", "riscv64", "linux", "riscv64"],
  ["linux", "mipsel", "linux", "mipsle"],
  ["aix", "ppc64", "aix", endianness() === "LE" ? "ppc64le" : "ppc64"],
] as const)("Node's %s on %s is %s/%s", (platform, arch, os, architecture) => {
  expect(localPlatform({ platform, arch })).toEqual({ os, architecture });
});

test("32-bit ARM has a variant", () => {
  expect(localPlatform({ platform: "linux", arch: "arm" })).toMatchObject({
    architecture: "arm",
    variant: expect.stringMatching(/^v\d$/),
  });
});
