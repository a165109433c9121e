import { describe, expect, test } from "vitest";
import type { StepNote } from "../../build/notes/build-note.js";
import type { Listing } from "../../build/notes/listing.js";
import { IndexedBuild } from "./build-pair.js";
import { CauseFinder } from "./find-cause.js";

const step = (name: string, more: Partial<StepNote> = {}): StepNote => ({
  ...{ digest: name, name, kind: "exec", platform: "", inputs: [], body: name, env: {}, source: "" },
  ...{ text: name, names: [], reads: [], ignoresCache: false, state: "ran", took: 1 },
  ...more,
});
const context = step("", { kind: "source", source: "local://context" });
const copy = step("[1/2] COPY a /", {
  ...{ kind: "file", inputs: [0] },
  reads: [{ step: 0, path: "/a", wildcard: false, includes: [], excludes: [] }],
});

const file = { mode: 0o644, size: 1, time: "1", link: "", hash: "" };

function withFiles(steps: readonly StepNote[], files: Listing): IndexedBuild {
  const note = { ref: "r", at: 1, steps, args: {}, contexts: {}, failedImports: [], imports: false };
  return new IndexedBuild({ note, listings: new Map([["context", files]]) });
}

/** A build whose context has a file `a` of that content. */
function indexed(steps: readonly StepNote[], hash: string): IndexedBuild {
  return withFiles(steps, new Map([["a", { ...file, time: hash, hash }]]));
}

describe("a definition of thousands of steps", () => {
  const many = 20_000;
  const chain = (name: string): StepNote[] =>
    Array.from({ length: many }, (_, index) => step(`${name}${index}`, { inputs: [index, index] }));
  const steps = [context, ...chain("s")];
  const within = (milliseconds: number, work: () => void) => {
    const began = performance.now();
    work();
    expect(performance.now() - began).toBeLessThan(milliseconds);
  };

  test("of which nothing changed has a cause for each within a blink", () => {
    const finder = new CauseFinder(indexed(steps, "1"), indexed(steps, "1"));
    within(3_000, () => {
      const kinds = steps.slice(1).map((_, index) => finder.causeOf(index + 1).kind);
      expect(new Set(kinds)).toEqual(new Set(["cache-removed"]));
    });
  });

  test("has one for its last step alone, however deep the first is that changed", () => {
    const states = steps.map((one): StepNote => ({ ...one, state: "cached" }));
    const [, first = copy, ...rest] = states;
    const all = [
      context,
      { ...first, inputs: [0], reads: copy.reads },
      ...rest.slice(0, -1),
      steps.at(-1) ?? copy,
    ];
    const build = (hash: string) => indexed(all, hash);
    const finder = new CauseFinder(build("2"), build("1"));
    within(3_000, () => expect(finder.causeOf(many).kind).toBe("files"));
  });

  test("that no instruction is has the cause of the first", () => {
    const inside = [context, { ...copy, name: "[internal] first" }, ...chain("[internal] ").slice(1)];
    const finder = new CauseFinder(indexed(inside, "2"), indexed(inside, "1"));
    within(3_000, () => expect(finder.causeOf(many).kind).toBe("files"));
  });

  test("that ran in a circle has a cause for each", () => {
    const circle = [step("a", { inputs: [1] }), step("b", { inputs: [0] }), step("c", { inputs: [2] })];
    const finder = new CauseFinder(indexed(circle, "1"), indexed(circle, "1"));
    expect([0, 1, 2].map((index) => finder.causeOf(index).kind)).toEqual(Array(3).fill("cache-removed"));
  });

  const files = (hash: string) =>
    new Map(
      Array.from({ length: 40_000 }, (_, index) => [`f${index}`, { ...file, hash: `${hash}${index}` }]),
    );
  const build = (reads: StepNote["reads"], last: string) => {
    const copying = [context, step("[1/2] COPY", { ...copy, name: "[1/2] COPY", reads })];
    return (hash: string) => withFiles(copying, new Map([...files("1"), [last, { ...file, hash }]]));
  };
  const readOf = (path: string) => ({ step: 0, path, wildcard: true, includes: [], excludes: [] });

  test("that reads each of forty thousand files by its name has the one that changed", () => {
    const reads = Array.from({ length: 40_000 }, (_, index) => readOf(`/f${index}`));
    const of = build(reads, "f39999");
    const finder = new CauseFinder(of("b"), of("a"));
    within(3_000, () => expect(finder.causeOf(1).message).toBe("f39999 changed"));
  });

  test("that reads forty thousand files by ten thousand patterns has none, and says so", () => {
    const reads = Array.from({ length: 10_000 }, (_, index) => readOf(`/${index}*x`));
    const of = build(reads, "f39999");
    const finder = new CauseFinder(of("b"), of("a"));
    within(10_000, () =>
      expect(finder.causeOf(1)).toMatchObject({
        kind: "unknown",
        message: "the steps read more files of context than are compared",
        remedy: expect.stringContaining("Fewer patterns"),
      }),
    );
  });
});
