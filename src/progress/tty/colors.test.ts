import { describe, expect, it } from "vitest";
import { rowColors } from "./colors.js";

function colorsFor(value: string | undefined) {
  const warnings: string[] = [];
  const colors = rowColors({ BUILDKIT_COLORS: value }, (message) => warnings.push(message), "linux");
  return { colors, warnings };
}

describe("rowColors", () => {
  it("has buildx's defaults, cyan instead of blue on Windows", () => {
    expect(colorsFor(undefined).colors).toMatchObject({
      run: "\x1b[34m",
      cancel: "\x1b[33m",
      error: "\x1b[31m",
    });
    expect(rowColors({}, () => {}, "win32").run).toBe("\x1b[36m");
  });

  it("reads names and RGB values from BUILDKIT_COLORS", () => {
    expect(colorsFor("run=Light-Green:error=255,43,0:CANCEL=white").colors).toMatchObject({
      run: "\x1b[92m",
      error: `\x1b[38;5;${16 + 36 * 5 + 6}m`,
      cancel: "\x1b[37m",
    });
  });

  it("warns of entries that make no sense and keeps the others", () => {
    const { colors, warnings } = colorsFor("run=foo:bar=red:x:error=1,2,300:cancel=green");
    expect(colors).toMatchObject({ run: "\x1b[34m", error: "\x1b[31m", cancel: "\x1b[32m" });
    expect(warnings).toEqual([
      "Unknown color value found in BUILDKIT_COLORS: run=foo",
      "Unknown key found in BUILDKIT_COLORS (expected: run, cancel, error, or warning): bar",
      "Could not parse BUILDKIT_COLORS component: x",
      "A field in BUILDKIT_COLORS appears to contain an RGB value that is not within the valid range of 0-255: 1,2,300",
    ]);
  });

  it("says what is wrong with a number as buildx does, and nothing twice", () => {
    expect(colorsFor("::run=1,2:run=a,b,c:run=1,2").warnings).toEqual([
      "Could not parse BUILDKIT_COLORS component: ",
      "Could not parse value 1,2 as valid RGB color. Ignoring.",
      "A field in BUILDKIT_COLORS appears to contain an RGB value that is not an integer: a,b,c",
    ]);
  });

  it("falls back to the defaults when a quote is not closed", () => {
    expect(colorsFor('run="red').colors.run).toBe("\x1b[34m");
  });

  it("colours nothing under NO_COLOR", () => {
    expect(rowColors({ NO_COLOR: "1", BUILDKIT_COLORS: "run=red" }, () => {})).toEqual({});
  });
});
