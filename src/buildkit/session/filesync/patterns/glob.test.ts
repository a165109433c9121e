import { describe, expect, it } from "vitest";
import { compileGlob, hasWildcard } from "./glob.js";

describe("a glob over one name", () => {
  it.each<[pattern: string, name: string, expected: boolean]>([
    ["a*", "abc", true],
    ["a*", "bac", false],
    ["*", "", true],
    ["a?c", "a😀c", true],
    ["[a-c]*", "beta", true],
    ["[^a-c]*", "beta", false],
    ["[*]", "*", true],
    ["[z-a]", "m", false],
    ["\\*", "*", true],
    ["a.c", "abc", false],
    ["*.[ch]", "x.h", true],
  ])("%j against %j: %j", (pattern, name, expected) => {
    expect(compileGlob(pattern, false)?.test(name)).toBe(expected);
  });

  it.each(["[", "a\\", "[]a]", "[a-"])("%j is malformed", (pattern) => {
    expect(compileGlob(pattern, false)).toBeUndefined();
  });

  it("has a wildcard unless it is escaped", () => {
    expect(["a", "a\\*", "\\[x"].map((name) => hasWildcard(name, false))).toEqual([false, false, false]);
    expect(["*", "a?", "[x]", "\\\\*"].map((name) => hasWildcard(name, false))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(hasWildcard("a\\*", true)).toBe(true);
  });
});
