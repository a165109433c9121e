import { expect, test } from "vitest";
import { nameEnd } from "./name-end.js";

test.each([
  ["a name of ASCII letters", "app_1-x = 1", 7],
  ["one with other letters", "größe = 1", 5],
  ["one that starts with another letter", "été", 3],
  ["one before a character that is no letter", "app→", 3],
  ["no name where a digit stands", "1a", 0],
  ["no name where a dash stands", "-a", 0],
  ["no name where another character stands", "→a", 0],
])("finds %s", (_, text, end) => {
  expect(nameEnd(text, 0)).toBe(end);
});
