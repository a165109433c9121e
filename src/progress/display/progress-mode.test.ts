import { describe, expect, it } from "vitest";
import { effectiveProgressMode, parseProgressMode, quietProgressMode } from "./progress-mode.js";

describe("parseProgressMode", () => {
  it("knows the modes and takes nothing for auto", () => {
    expect(parseProgressMode("rawjson")).toBe("rawjson");
    expect(parseProgressMode("")).toBe("auto");
  });

  it("names a mode it does not know", () => {
    expect(() => parseProgressMode("fancy")).toThrow("invalid progress mode fancy");
  });
});

describe("quietProgressMode", () => {
  it.each([
    ["auto", false, { mode: "auto", quiet: false }],
    ["auto", true, { mode: "quiet", quiet: true }],
    ["quiet", false, { mode: "quiet", quiet: true }],
    ["none", false, { mode: "none", quiet: false }],
    ["none", true, { mode: "quiet", quiet: true }],
    ["plain", false, { mode: "plain", quiet: false }],
  ] as const)("makes %o of --progress %s with quiet %s", (progress, quiet, expected) => {
    expect(quietProgressMode(progress, quiet)).toEqual(expected);
  });

  it("refuses quiet together with a mode that shows something", () => {
    const message = "progress=plain and quiet cannot be used together";
    expect(() => quietProgressMode("plain", true)).toThrow(message);
  });
});

describe("effectiveProgressMode", () => {
  it("lets BUILDKIT_PROGRESS replace auto only", () => {
    expect(effectiveProgressMode("auto", { BUILDKIT_PROGRESS: "plain" })).toBe("plain");
    expect(effectiveProgressMode("tty", { BUILDKIT_PROGRESS: "plain" })).toBe("tty");
    expect(effectiveProgressMode("auto", {})).toBe("auto");
  });

  it.each(["none", "fancy"])("refuses %s in BUILDKIT_PROGRESS", (value) => {
    expect(() => effectiveProgressMode("auto", { BUILDKIT_PROGRESS: value })).toThrow(
      `invalid progress mode ${value}`,
    );
  });
});
