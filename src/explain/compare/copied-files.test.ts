import { describe, expect, test } from "vitest";
import type { StepRead } from "../../build/notes/build-note.js";
import type { ListedFile, Listing } from "../../build/notes/listing.js";
import { type CopiedFiles, copiedFiles as copiedWithin } from "./copied-files.js";

/** With no bound to what is looked at. */
function copiedFiles(step: StepRead, files: Listing): CopiedFiles {
  const copied = copiedWithin(step, files);
  if (copied === undefined) throw new Error("the budget ended");
  return copied;
}

const file: ListedFile = { mode: 0o644, size: 1, time: "1", link: "", hash: "h" };
const directory: ListedFile = { mode: 0x80000000 + 0o755, size: 0, time: "1", link: "", hash: "" };
const link: ListedFile = { mode: 0x08000000 + 0o777, size: 0, time: "1", link: "x", hash: "" };

/** A list of paths: one that ends with `/` is a directory, one that ends with `@` a link. */
function listing(...paths: readonly string[]): Listing {
  const kinds: Record<string, ListedFile> = { "/": directory, "@": link };
  return new Map(paths.map((path) => [path.replace(/[/@]$/, ""), kinds[path.at(-1) ?? ""] ?? file]));
}

const read = (path: string, more: Partial<StepRead> = {}): StepRead => ({
  ...{ step: 0, path, wildcard: false, includes: [], excludes: [] },
  ...more,
});
const wild = (path: string) => read(path, { wildcard: true });

const tree = listing("*", "Ab", "a/", "a/*", "a/b", "a/c/", "a/c/d", "ab", "b/", "b/b", "b/c/", "b/c/d");

describe("of a context is read", () => {
  const all = [...tree.keys()];
  const a = ["a", "a/*", "a/b", "a/c", "a/c/d"];
  test.each<[string, StepRead, readonly string[]]>([
    ["all of it, where the path is empty", read(""), all],
    ["all of it, where the path is the root", read("/"), all],
    ["all of it, where the path is a dot", read("./"), all],
    ["a file", read("/a/b"), ["a/b"]],
    ["a directory, and what is below it", read("/a"), a],
    ["the same, however its path is written", read("//./a/."), a],
    ["the same, where its path goes up", read("/b/../a"), a],
    ["no more than there is, where its path goes up too far", read("../../a/b"), ["a/b"]],
    ["nothing of another case", read("/A"), []],
    ["nothing, where there is no such file", read("/a/x"), []],
    ["nothing below a file", read("/a/b/x"), []],
    ["a file that is called like a wildcard", read("/a/*"), ["a/*"]],
    ["what a star matches, in its own directory", wild("/a/*"), ["a/*", "a/b", "a/c", "a/c/d"]],
    ["what a star matches in each of the directories", wild("/*/b"), ["a/b", "b/b"]],
    ["what a question mark matches", wild("/?b"), ["Ab", "ab"]],
    ["what a class matches", wild("/[^A]b"), ["ab"]],
    ["a file whose wildcard is escaped", wild("/a/\\*"), ["a/*"]],
    ["a file, where wildcards are taken and it has none", wild("/a/b"), ["a/b"]],
    ["nothing, where the wildcards are wrong", wild("/[a"), []],
    ["a file that is called like wrong wildcards", wild("/a/["), []],
  ])("%s", (_, step, names) => {
    const { files, isUnsure } = copiedFiles(step, tree);
    expect([...files.keys()]).toEqual(names);
    expect(isUnsure).toBe(false);
  });

  test("a file with what is noted of it", () => {
    expect(copiedFiles(read("/a/b"), tree).files.get("a/b")).toBe(file);
  });

  test("nothing of an empty list", () => {
    expect(copiedFiles(wild("/*"), new Map())).toEqual({ files: new Map(), isUnsure: false });
  });
});

describe("patterns", () => {
  test.each<[string, Partial<StepRead>, readonly string[]]>([
    ["of what is taken leave all else", { includes: ["**/d"] }, ["a/c/d"]],
    ["of what is left out take all else", { excludes: ["**/c"] }, ["a", "a/*", "a/b"]],
    ["count together", { includes: ["**/c", "**/b"], excludes: ["**/d"] }, ["a/b", "a/c"]],
    ["have exceptions", { excludes: ["**/c", "!**/d"] }, ["a", "a/*", "a/b", "a/c/d"]],
  ])("%s", (_, more, names) => {
    const { files, isUnsure } = copiedFiles(read("/a", more), tree);
    expect([[...files.keys()], isUnsure]).toEqual([names, false]);
  });

  test.each<[string, StepRead, readonly string[]]>([
    ["the copied directory only", read("/b", { excludes: ["c"] }), ["b", "b/b"]],
    ["the context only", read("/b", { includes: ["b/b"] }), []],
    ["what a wildcard matches", { ...wild("/b*"), excludes: ["c"] }, ["b", "b/b"]],
  ])("that match counted from %s leave it open", (_, step, sure) => {
    const { files, isUnsure } = copiedFiles(step, tree);
    expect([[...files.keys()], isUnsure]).toEqual([sure, true]);
  });

  test("mean the same for the whole context, however they are counted", () => {
    const { files, isUnsure } = copiedFiles(read("/", { excludes: ["a", "b"] }), tree);
    expect([[...files.keys()], isUnsure]).toEqual([["*", "Ab", "ab"], false]);
  });

  test("match a file that is copied by its own name", () => {
    expect(copiedFiles(read("/ab", { includes: ["ab"] }), tree)).toEqual({
      ...{ files: new Map([["ab", file]]), isUnsure: false },
    });
  });

  test.each<[string, Partial<StepRead>]>([
    ["a lone exception", { excludes: ["!"] }],
    ["a class without an end", { excludes: ["[a"] }],
    ["a class without an end, of what is taken", { includes: ["[a"] }],
  ])("that the daemon refuses leave all open: %s", (_, more) => {
    expect(copiedFiles(read("/a", more), tree)).toEqual({ files: new Map(), isUnsure: true });
    expect(copiedFiles(read("/x", more), tree).isUnsure).toBe(false);
  });
});

describe("a link", () => {
  const linked = listing("d/", "d/f", "d/l@", "l@", "m/", "m/n@");
  test.each<[string, StepRead, boolean]>([
    ["that is copied leaves open what it leads to", read("/l"), true],
    ["that a wildcard matches does too", wild("/m/n*"), true],
    ["on the way does too", read("/l/f"), true],
    ["further on the way does too", read("/m/n/f"), true],
    ["before a wildcard does too", wild("/l/*"), true],
    ["in a directory that is copied is copied as a link", read("/d"), false],
    ["in the whole context too", read("/"), false],
    ["elsewhere does not matter", read("/d/f"), false],
    ["of a longer name does not matter", read("/li/f"), false],
  ])("%s", (_, step, isUnsure) => {
    expect(copiedFiles(step, linked).isUnsure).toBe(isUnsure);
  });
});

test.each<[string, string]>([
  ["that is in no list", "x/"],
  ["below what is in the list", "a/c/"],
])("a path of a million directories %s is looked for within a blink", (_, start) => {
  const path = start + "y/".repeat(1_000_000);
  const began = performance.now();
  expect(copiedFiles(read(path), tree)).toEqual({ files: new Map(), isUnsure: false });
  expect(performance.now() - began).toBeLessThan(2_000);
});

test("of a hundred thousand files in a chain of directories, each is looked at once", () => {
  const deep = listing(...Array.from({ length: 1_000 }, (_, depth) => `${"d/".repeat(depth)}d/`));
  const wide = Array.from({ length: 100_000 }, (_, number) => [`d/f${number}`, file] as const);
  const began = performance.now();
  const { files } = copiedFiles(wild("/?"), new Map([...deep, ...wide]));
  expect(files.size).toBe(101_000);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test.each<[string, StepRead, number]>([
  ["one of a single file", read("/a/b"), 1],
  ["one of each file below a directory", read("/a"), 5],
  ["one of each file where the wildcards begin", wild("/a/*"), 5],
  ["one more for each pattern", read("/a", { includes: ["**"], excludes: ["x", "y"] }), 20],
])("a budget ends with the last look it has: %s", (_, step, looks) => {
  const budget = { left: looks };
  expect([copiedWithin(step, tree, budget) === undefined, budget.left]).toEqual([false, 0]);
  expect(copiedWithin(step, tree, { left: looks - 1 })).toBeUndefined();
});
