import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['basename("/a/b/c.txt")', '"c.txt"'],
  ['basename("")', '"."'],
  ['basename("a/b/")', '"b"'],
  ['basename("///")', '"/"'],
  ['dirname("/a/b/c.txt")', '"/a/b"'],
  ['dirname("a")', '"."'],
  ['dirname("a/b/../c/d")', '"a/c"'],
  ['dirname("/")', '"/"'],
  ['dirname("")', '"."'],
  ['dirname("a//b//")', '"a/b"'],
  ['dirname("/a")', '"/"'],
  ['dirname("../x")', '".."'],
  ['basename("x/..")', '".."'],
];

describe("paths", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
});
