import { expect, test } from "vitest";
import type { ListedFile } from "../../build/notes/listing.js";
import { filesBelow } from "./files-below.js";

const file: ListedFile = { mode: 0o644, size: 1, time: "1", link: "", hash: "h" };
const listing = (...paths: readonly string[]) => new Map(paths.map((path) => [path, file]));
const paths = (path: string, ...all: readonly string[]) =>
  [...filesBelow(path, listing(...all))].map(([name]) => name);

const tree = ["a", "a/b", "a/b/c", "a/d", "ab", "ab/c"];

test.each([
  ["a", ["a", "a/b", "a/b/c", "a/d"]],
  ["a/b", ["a/b", "a/b/c"]],
  ["ab/c", ["ab/c"]],
  ["b", []],
  ["", tree],
])("below %j are %j, in the order of the list", (path, below) => {
  expect(paths(path, ...tree)).toEqual(below);
});

test("below a path that is not in the list is nothing, whatever has it as its beginning", () => {
  expect(paths("a", "a/b", "a/b/c")).toEqual([]);
});

test("a list in which each of ten thousand directories is in the one before is gone through", () => {
  const deep = Array.from({ length: 10_000 }, (_, depth) => `${"d/".repeat(depth)}d`);
  expect(paths("d", ...deep)).toHaveLength(10_000);
});

test("a single file of many is had many times within a blink", () => {
  const many = listing(...Array.from({ length: 40_000 }, (_, index) => `f${index}`));
  const began = performance.now();
  for (let index = 0; index < 40_000; index++) expect([...filesBelow(`f${index}`, many)].length).toBe(1);
  expect(performance.now() - began).toBeLessThan(3_000);
});
