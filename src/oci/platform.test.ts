import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatPlatform,
  matchesPlatform,
  normalizePlatform,
  type Platform,
  parsePlatform,
} from "./platform.js";

const OS_REGEXP = '"^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.%-]*)((?:\\\\+[A-Za-z0-9_.%-]+)*)\\\\))?$"';
const parse = (text: string): Platform => normalizePlatform(parsePlatform(text));

describe("parsing a platform", () => {
  it.each([
    ["linux/amd64", { os: "linux", architecture: "amd64" }],
    ["linux/x86_64", { os: "linux", architecture: "amd64" }],
    ["linux/x86-64/v3", { os: "linux", architecture: "amd64", variant: "v3" }],
    ["LINUX/AMD64/V2", { os: "linux", architecture: "amd64", variant: "v2" }],
    ["linux/amd64/v1", { os: "linux", architecture: "amd64" }],
    ["linux/i386/v9", { os: "linux", architecture: "386" }],
    ["linux/aarch64", { os: "linux", architecture: "arm64" }],
    ["linux/arm64/v8", { os: "linux", architecture: "arm64" }],
    ["linux/arm64/v8.0", { os: "linux", architecture: "arm64" }],
    ["linux/arm64/9", { os: "linux", architecture: "arm64", variant: "v9" }],
    ["linux/arm64/v9.2", { os: "linux", architecture: "arm64", variant: "v9.2" }],
    ["linux/arm", { os: "linux", architecture: "arm", variant: "v7" }],
    ["linux/arm/8", { os: "linux", architecture: "arm", variant: "v8" }],
    ["linux/armhf", { os: "linux", architecture: "arm", variant: "v7" }],
    ["linux/armel", { os: "linux", architecture: "arm", variant: "v6" }],
    ["linux/foo", { os: "linux", architecture: "foo" }],
    ["linux()/amd64", { os: "linux", architecture: "amd64" }],
    ["windows(10.0.17763)/amd64", { os: "windows", architecture: "amd64", osVersion: "10.0.17763" }],
    ["linux(%2F+a+b)/amd64", { os: "linux", architecture: "amd64", osVersion: "/", osFeatures: ["a", "b"] }],
  ])("normalizes %s as docker-buildx does", (text, platform) => {
    expect(parse(text)).toEqual(platform);
  });

  it("takes the half that is not given from this machine", () => {
    const { os, architecture } = parse("linux");
    expect(parse(architecture)).toMatchObject({ architecture });
    expect(parse("macos")).toEqual({ os: "darwin", architecture });
    expect(os).toBe("linux");
  });

  it("leaves the default variant out of linux/arm and keeps linux/arm64/v8 until normalized", () => {
    expect(parsePlatform("linux/arm")).toEqual({ os: "linux", architecture: "arm" });
    expect(parsePlatform("linux/arm64/v8")).toEqual({ os: "linux", architecture: "arm64", variant: "v8" });
  });

  it.each([
    ["x", '"x": unknown operating system or architecture'],
    ["", `"" is an invalid OS component of "": OSAndVersion specifier component must match ${OS_REGEXP}`],
    ["//", `"" is an invalid OS component of "//": OSAndVersion specifier component must match ${OS_REGEXP}`],
    [
      "linux/$",
      '"$" is an invalid component of "linux/$": platform specifier component must match "^[A-Za-z0-9_.-]+$"',
    ],
    [
      "linux/amd64/",
      '"" is an invalid component of "linux/amd64/": platform specifier component must match "^[A-Za-z0-9_.-]+$"',
    ],
    ["linux/arm/v7/x", '"linux/arm/v7/x": cannot parse platform specifier'],
    [
      "a/b/c/d/e",
      '"d/e" is an invalid component of "a/b/c/d/e": platform specifier component must match "^[A-Za-z0-9_.-]+$"',
    ],
    ["linux/*", '"linux/*": wildcards not yet supported'],
  ])("refuses %j in containerd's words", (text, message) => {
    expect(() => parsePlatform(text)).toThrow(`${message}: invalid argument`);
  });

  it("reads what it formats", () => {
    const word = fc.stringMatching(/^[a-z0-9_][a-z0-9_.-]{0,8}$/);
    const os = fc.stringMatching(/^[a-z0-9_-]{1,8}$/);
    const platforms = fc.record(
      { os, architecture: word, variant: word, osVersion: fc.string({ minLength: 1 }) },
      { requiredKeys: ["os", "architecture"] },
    );
    fc.assert(
      fc.property(platforms, (platform) => {
        const normal = normalizePlatform(platform);
        expect(parse(formatPlatform(normal))).toEqual(normal);
        expect(normalizePlatform(normal)).toEqual(normal);
      }),
    );
  });
});

describe("matching platforms", () => {
  it.each([
    ["linux/arm/v5", "linux/arm64", true],
    ["linux/arm/v8", "linux/arm64", true],
    ["linux/arm64", "linux/arm64/v9", true],
    ["linux/arm64/v8.5", "linux/arm64/v9", true],
    ["linux/arm64/v9", "linux/arm64", false],
    ["linux/386", "linux/amd64", true],
    ["linux/amd64", "linux/amd64/v3", true],
    ["linux/amd64/v2", "linux/amd64/v3", true],
    ["linux/amd64/v4", "linux/amd64/v3", false],
    ["linux/arm/v6", "linux/arm/v7", true],
    ["linux/arm/v7", "linux/arm/v6", false],
    ["linux/amd64", "linux/386", false],
    ["windows/amd64", "linux/amd64", false],
    ["linux/riscv64", "linux/riscv64", true],
  ])("%s on a machine of %s: %s", (wanted, offered, expected) => {
    expect(matchesPlatform(parse(wanted), parse(offered))).toBe(expected);
  });

  it("compares names, not capabilities, in strict mode", () => {
    expect(matchesPlatform(parse("linux/arm/v7"), parse("linux/arm64"), "strict")).toBe(false);
    expect(matchesPlatform(parsePlatform("linux/arm64/v8"), parse("linux/arm64"), "strict")).toBe(true);
  });
});
