import { expect, test } from "vitest";
import { naturalOrder } from "./natural-order.js";

test.each<[readonly string[]]>([
  [["a2", "a10"]],
  [["a", "a1", "aa"]],
  [["v1.2", "v1.10"]],
  [["Zebra", "apple"]],
  [["a1b", "a01b"]],
  [["x9007199254740993", "x9007199254740994"]],
  [["1", "a"]],
])("names are in natural order: %j", (names) => {
  expect([...names].reverse().sort(naturalOrder)).toEqual(names);
  expect([...names].sort(naturalOrder)).toEqual(names);
});

test("equal names are equal", () => {
  expect(naturalOrder("a1", "a1")).toBe(0);
});
