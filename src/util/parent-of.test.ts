import { expect, test } from "vitest";
import { parentOf } from "./parent-of.js";

test.each([
  ["a/b/c", "a/b"],
  ["a/b", "a"],
  ["a", ""],
  ["", ""],
  ["/a", ""],
])("%j lies in %j", (path, parent) => {
  expect(parentOf(path)).toBe(parent);
});
