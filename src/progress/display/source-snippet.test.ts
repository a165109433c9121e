import { describe, expect, it } from "vitest";
import { formatSourceSnippet } from "./source-snippet.js";

const TEN_LINES = Array.from({ length: 10 }, (_, index) => `line ${index + 1}`).join("\n");

function snippet(ranges: readonly (readonly [number, number])[], text = TEN_LINES): string {
  return formatSourceSnippet({
    info: { filename: "Dockerfile", data: Buffer.from(text), language: "Dockerfile" },
    ranges: ranges.map(([start, end]) => ({
      start: { line: start, character: 0 },
      end: { line: end, character: 0 },
    })),
  });
}

const numbersOf = (text: string) => [...text.matchAll(/^ +(\d+) \|/gm)].map((match) => Number(match[1]));

describe("formatSourceSnippet", () => {
  it("marks the line and shows two before and after it", () => {
    expect(snippet([[5, 5]])).toBe(
      "Dockerfile:5\n--------------------\n   3 |     line 3\n   4 |     line 4\n   5 | >>> line 5\n" +
        "   6 |     line 6\n   7 |     line 7\n--------------------\n",
    );
  });

  it("shows one line around a range of several", () => {
    expect(numbersOf(snippet([[4, 6]]))).toEqual([3, 4, 5, 6, 7]);
  });

  it("keeps to the file at its ends", () => {
    expect(numbersOf(snippet([[1, 1]]))).toEqual([1, 2, 3]);
    expect(numbersOf(snippet([[10, 10]]))).toEqual([8, 9, 10]);
    expect(numbersOf(snippet([[9, 99]]))).toEqual([8, 9, 10]);
  });

  it("spans several ranges and marks only their lines", () => {
    const text = snippet([
      [3, 3],
      [6, 6],
    ]);
    expect(text.match(/>>> line \d/g)).toEqual([">>> line 3", ">>> line 6"]);
    expect(text.startsWith("Dockerfile:3\n")).toBe(true);
  });

  it("is empty without a range or with one outside the file", () => {
    expect(snippet([])).toBe("");
    expect(snippet([[0, 0]])).toBe("");
    expect(snippet([[11, 11]])).toBe("");
  });
});
