import { describe, expect, it } from "vitest";
import { alignColumns, columnsOf, cutToColumns, withoutControls } from "./text-width.js";

describe("text on a terminal", () => {
  it.each([
    ["", 0],
    ["plain", 5],
    ["é", 1],
    ["e\u0301", 1],
    ["中文", 4],
    ["ｆｕｌｌ", 8],
    ["한국", 4],
    ["\u1112\u1161\u11ab", 2],
    ["ｶﾞ", 2],
    ["नी", 2],
    ["😀", 2],
    ["❤", 1],
    ["❤\uFE0F", 2],
    ["👨‍👩‍👧", 2],
    ["🏳\uFE0F‍🌈", 2],
    ["👍🏽", 2],
    ["🇩🇪", 2],
    ["1\uFE0F\u20E3", 2],
    ["\u200B", 0],
    ["a\u200Bb", 2],
    ["✔ done → 日", 11],
  ])("%j takes %i columns", (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it("is cut between characters, never inside one", () => {
    expect(cutToColumns("中文字", 5)).toBe("中文");
    expect(cutToColumns("a👨‍👩‍👧b", 3)).toBe("a👨‍👩‍👧");
    expect(cutToColumns("plain", 3)).toBe("pla");
  });

  it("is aligned by its columns", () => {
    expect(alignColumns("中", "x", 6)).toBe("中   x");
  });

  it("cannot carry control characters", () => {
    expect(withoutControls("a\x1b[2Jb\u009b")).toBe("a [2Jb ");
  });
});
