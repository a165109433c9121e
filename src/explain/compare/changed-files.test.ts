import { describe, expect, test } from "vitest";
import type { StepRead } from "../../build/notes/build-note.js";
import type { ListedFile, Listing } from "../../build/notes/listing.js";
import { compareFiles } from "./changed-files.js";

const directoryBit = 0x80000000;
const linkBit = 0x08000000;

const read = (path: string, more: Partial<StepRead> = {}): StepRead => ({
  step: 0,
  path,
  wildcard: true,
  includes: [],
  excludes: [],
  ...more,
});
const file = (hash: string, more: Partial<ListedFile> = {}): ListedFile => ({
  mode: 0o644,
  size: 1,
  time: "1",
  link: "",
  hash,
  ...more,
});
const directory: ListedFile = { mode: directoryBit + 0o755, size: 0, time: "1", link: "", hash: "" };
const list = (files: Record<string, ListedFile>): Listing => new Map(Object.entries(files));

describe("what differs of what a step reads", () => {
  const src = { src: directory, "src/a": file("a") };
  const cases: readonly [
    string,
    StepRead,
    Record<string, ListedFile>,
    Record<string, ListedFile>,
    string | undefined,
  ][] = [
    ["nothing", read("/src"), src, src, undefined],
    ["a content", read("/src"), src, { ...src, "src/a": file("b") }, "src/a changed"],
    ["a size", read("/src"), src, { ...src, "src/a": file("", { size: 2 }) }, "src/a changed"],
    [
      "a mode",
      read("/src"),
      src,
      { ...src, "src/a": file("a", { mode: 0o700 }) },
      "the mode of src/a changed, not its content",
    ],
    ["a time alone", read("/src"), src, { ...src, "src/a": file("a", { time: "2" }) }, undefined],
    ["a new file", read("/"), src, { ...src, b: file("b") }, "b was added"],
    ["a new file elsewhere", read("/src"), src, { ...src, b: file("b") }, undefined],
    [
      "a new directory with a file",
      read("/src"),
      src,
      { ...src, "src/d": directory, "src/d/f": file("f") },
      "src/d/f was added",
    ],
    ["a new empty directory", read("/src"), src, { ...src, "src/d": directory }, "src/d was added"],
    ["a file with a longer name", read("/src/a"), src, { ...src, "src/ab": file("b") }, undefined],
    ["what a wildcard matches", read("/src/*"), src, { ...src, "src/a": file("b") }, "src/a changed"],
    ["what a wildcard does not match", read("/src/*.txt"), src, { ...src, "src/a": file("b") }, undefined],
    ["below what a wildcard matches", read("/s*"), src, { ...src, "src/a": file("b") }, "src/a changed"],
    [
      "what is excluded",
      read("/src", { excludes: ["**/a"] }),
      src,
      { ...src, "src/a": file("b") },
      undefined,
    ],
    [
      "a link's target",
      read("/src"),
      { ...src, "src/l": file("", { mode: linkBit, link: "x" }) },
      { ...src, "src/l": file("", { mode: linkBit, link: "y" }) },
      "src/l changed",
    ],
    [
      "a content that a hard link has",
      read("/src/z"),
      { ...src, "src/z": file("", { size: 0, link: "src/a" }) },
      { ...src, "src/a": file("b"), "src/z": file("", { size: 0, link: "src/a" }) },
      "src/z changed",
    ],
    [
      "a hard link in place of a file of the same content",
      read("/src"),
      { ...src, "src/z": file("a") },
      { ...src, "src/z": file("", { size: 0, link: "src/a" }) },
      undefined,
    ],
    [
      "another first name of a hard link",
      read("/src/z"),
      { ...src, "src/b": file("a"), "src/z": file("", { size: 0, link: "src/a" }) },
      { ...src, "src/b": file("a"), "src/z": file("", { size: 0, link: "src/b" }) },
      undefined,
    ],
  ];
  test.each(cases)("%s", (_, step, before, now, message) => {
    const { changes, isUnsure } = compareFiles(step, list(before), list(now));
    expect(changes?.message).toBe(message);
    expect(isUnsure).toBe(false);
  });
});

describe("what cannot be told", () => {
  const unknown = { a: file("", { time: "1" }) };
  test.each<[string, StepRead, Record<string, ListedFile>, Record<string, ListedFile>]>([
    [
      "a content that was not noted, of a file that was written again",
      read("/a"),
      unknown,
      { a: file("a", { time: "2" }) },
    ],
    [
      "what a link leads to",
      read("/l/x"),
      { l: file("", { mode: linkBit, link: "d" }) },
      { l: file("", { mode: linkBit, link: "d" }) },
    ],
    [
      "a pattern that excludes it in one reading",
      read("/src", { excludes: ["a"] }),
      { src: directory, "src/a": file("a") },
      { src: directory, "src/a": file("b") },
    ],
  ])("%s", (_, step, before, now) => {
    expect(compareFiles(step, list(before), list(now))).toEqual({ changes: undefined, isUnsure: true });
  });

  test("but a file that was not written again is the same", () => {
    expect(compareFiles(read("/a"), list(unknown), list(unknown))).toEqual({
      changes: undefined,
      isUnsure: false,
    });
  });
});

test("many files are counted, and ten of them named", () => {
  const files = (hash: string) =>
    list(Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}`, file(hash)])));
  const { changes } = compareFiles(read("/"), files("a"), files("b"));
  expect(changes).toMatchObject({
    count: 20,
    modeOnly: false,
    message: "20 files changed: f0, f1, f2, and 17 more",
  });
  expect(changes?.names).toHaveLength(10);
});

test("a thousand files in a deep tree are compared within a blink", () => {
  const path = Array.from({ length: 1_000 }, (_, n) => `d${n}`).join("/");
  const deep = list({ [path]: file("a") });
  expect(compareFiles(read("/**/x*y*z"), deep, deep).changes).toBeUndefined();
});
