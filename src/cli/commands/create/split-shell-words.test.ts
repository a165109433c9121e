import { expect, test } from "vitest";
import { splitShellWords } from "./split-shell-words.js";

test.each([
  ["", []],
  ["  --debug   --addr x ", ["--debug", "--addr", "x"]],
  [`'a b' "c d" e\\ f`, ["a b", "c d", "e f"]],
  [`--x="a b"'c'd`, ["--x=a bcd"]],
  [`"a\\"b" 'c\\d'`, ['a"b', "c\\d"]],
  [`''`, [""]],
  ["a # rest is a remark", ["a"]],
  ["a#b", ["a#b"]],
])("%j", (text, words) => {
  expect(splitShellWords(text)).toEqual(words);
});

test.each([
  ['"a', "failed to parse buildkit flags: EOF found when expecting closing quote"],
  ["a 'b", "failed to parse buildkit flags: EOF found when expecting closing quote"],
  ["a\\", "failed to parse buildkit flags: EOF found after escape character"],
])("%j is not finished", (text, message) => {
  expect(() => splitShellWords(text)).toThrow(message);
});
