import { describe, expect, it } from "vitest";
import { fitRows } from "./layout.js";
import type { Row } from "./rows.js";

/** Capital letters stand for running rows, small ones for completed ones. */
function rows(letters: string): Row[] {
  return [...letters].map((letter) => ({
    completed: letter === letter.toLowerCase(),
    color: "run",
    label: () => letter,
    bytes: () => "",
    elapsed: () => 0n,
  }));
}

describe("fitRows", () => {
  it.each([
    ["abcd", 4, "abcd"],
    ["abcd", 2, "cd"],
    ["Abcd", 2, "Ad"],
    ["ABcd", 2, "AB"],
    ["ABCD", 2, "CD"],
    ["ABcDef", 3, "BDf"],
    ["ab", 0, ""],
    ["ab", -1, ""],
  ])("fits %s into %d rows as %s", (letters, limit, expected) => {
    const fitted = fitRows(rows(letters), limit).map((row) => row.label());
    expect(fitted.join("")).toBe(expected);
  });
});
