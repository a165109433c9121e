import { describe, expect, test } from "vitest";
import type { StepNote } from "../../build/notes/build-note.js";
import { definitionKeys } from "./step-keys.js";

const step = (more: Partial<StepNote> = {}): StepNote => ({
  ...{
    digest: "d",
    name: "[1/1] RUN x",
    kind: "exec",
    platform: "linux/amd64",
    inputs: [],
    body: "x",
    env: {},
  },
  ...{ source: "", text: "t", names: [], reads: [], ignoresCache: false, state: "ran", took: 1 },
  ...more,
});
const source = (identifier: string, more: Partial<StepNote> = {}) =>
  step({ kind: "source", source: identifier, platform: "", ...more });
const keys = (...steps: readonly StepNote[]) => definitionKeys({ steps });
const [plain = ""] = keys(step());

describe("a step has another key with", () => {
  test.each<[string, Partial<StepNote>]>([
    ["another body", { body: "y" }],
    ["another platform", { platform: "linux/arm64" }],
    ["another kind", { kind: "file" }],
    ["a kind that is not known", { kind: "other" }],
    ["a variable", { env: { A: "1" } }],
  ])("%s", (_, more) => {
    expect(keys(step(more))).not.toContain(plain);
  });

  test.each<[string, readonly [string, string], readonly [string, string]]>([
    ["body and platform", ["ab", "c"], ["a", "bc"]],
    ["body and a platform that is empty", ["a", ""], ["", "a"]],
  ])("the same characters divided otherwise between %s", (_, [body, platform], [other, elsewhere]) => {
    expect(keys(step({ body, platform }))).not.toEqual(keys(step({ body: other, platform: elsewhere })));
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["another value", { A: "1" }, { A: "2" }],
    ["another name", { A: "1" }, { B: "1" }],
    ["name and value exchanged", { A: "B" }, { B: "A" }],
    ["a comma in it", { A: "1,B,2" }, { A: "1", B: "2" }],
    ["a quote in it", { A: '1","B","2' }, { A: "1", B: "2" }],
  ])("a variable with %s", (_, env, other) => {
    expect(keys(step({ env }))).not.toEqual(keys(step({ env: other })));
  });
});

test.each<[string, Partial<StepNote>]>([
  ["name", { name: "[2/9] called otherwise", digest: "e" }],
  ["text", { text: "u", names: ["A"] }],
  ["end", { state: "failed", took: 9 }],
  ["use of the cache", { ignoresCache: true }],
  ["files", { reads: [{ step: 0, path: "/a", wildcard: false, includes: [], excludes: [] }] }],
  ["source, which it has none of", { source: "local://context" }],
])("a step's key does not tell its %s", (_, more) => {
  expect(keys(step(more))).toEqual([plain]);
});

test.each<[string, StepNote, StepNote, boolean]>([
  ["its identifier", source("local://a"), source("local://b"), false],
  ["what became of it", source("git://r sha1:a"), source("git://r sha1:b"), false],
  ["no body, which has the session in it", source("local://a", { body: "1" }), source("local://a"), true],
])("a source is known by %s", (_, one, other, isSame) => {
  expect(keys(one)[0] === keys(other)[0]).toBe(isSame);
});

describe("the inputs of a step", () => {
  const [a, b] = [step({ body: "a" }), step({ body: "b" })];
  const on = (...inputs: readonly number[]) => step({ inputs });
  const middle = step({ body: "m", inputs: [0] });
  test.each<[string, readonly StepNote[], readonly StepNote[], boolean]>([
    ["count", [a, on(0)], [b, on(0)], false],
    ["count all the way down", [a, middle, on(1)], [b, middle, on(1)], false],
    ["count in their order", [a, b, on(0, 1)], [a, b, on(1, 0)], false],
    ["count each time", [a, b, on(0)], [a, b, on(0, 0)], false],
    ["count by what they are, not by where", [a, b, on(0)], [b, a, on(1)], true],
    ["that are not known are the same as each other", [a, on(-1)], [a, on(99)], true],
    ["that are not known count", [a, on(0)], [a, on(-1)], false],
  ])("%s", (_, one, other, isSame) => {
    expect(keys(...one).at(-1) === keys(...other).at(-1)).toBe(isSame);
  });

  test("that come after it, in a circle, do not hang", () => {
    expect(new Set(keys(on(1), on(0), on(2)))).toHaveProperty("size", 2);
  });

  test("may be as many as a definition has room for", () => {
    const many = Array.from({ length: 200_000 }, () => 0);
    const [, wide, wider] = keys(a, on(...many.slice(0, 9)), step({ inputs: many }));
    expect(wider).toMatch(/^[\w-]{20}$/);
    expect(wider).not.toBe(wide);
  });
});

test("a chain of twenty thousand steps has a key for each, and none twice", () => {
  const steps = Array.from({ length: 20_000 }, (_, index) => step({ inputs: [index - 1] }));
  expect(new Set(definitionKeys({ steps })).size).toBe(20_000);
});
