import { expect, test } from "vitest";
import type { StepNote } from "../../build/notes/build-note.js";
import { IndexedBuild } from "./build-pair.js";

const step = (name: string, more: Partial<StepNote> = {}): StepNote => ({
  ...{ digest: name, name, kind: "exec", platform: "", inputs: [], body: name, env: {}, source: "" },
  ...{ text: name, names: [], reads: [], ignoresCache: false, state: "ran", took: 0 },
  ...more,
});

function indexed(...steps: readonly StepNote[]): IndexedBuild {
  const listings = new Map();
  return new IndexedBuild({
    note: {
      ...{ version: 1, ref: "r", at: 1, steps, args: {}, contexts: {}, failedImports: [], imports: false },
    },
    listings,
  });
}

test("a step is the same where all that it is made from is", () => {
  const run = step("[2/2] RUN x", { inputs: [0] });
  const [last, same, other] = [
    indexed(step("[1/2] RUN a"), run),
    indexed(step("[1/2] RUN a"), { ...run, name: "called otherwise" }),
    indexed(step("[1/2] RUN b"), run),
  ];
  expect(last.sameAs(same.keys[1] ?? "")).toBe(1);
  expect(last.sameAs(other.keys[1] ?? "")).toBeUndefined();
});

test("what only puts layers together stands for its inputs, and a platform is that of the first that has one", () => {
  const build = indexed(
    step("a"),
    step("b", { platform: "linux/s390x" }),
    step("merge", { kind: "merge", inputs: [0, 1] }),
    step("run", { inputs: [2, -1] }),
  );
  expect(build.inputsOf(3)).toEqual([0, 1]);
  expect([0, 1, 3].map((index) => build.platformOf(index))).toEqual(["", "linux/s390x", "linux/s390x"]);
});

test("what comes after a step is no input of it, and a circle of merges ends", () => {
  const merge = (...inputs: readonly number[]) => step("merge", { kind: "merge", inputs });
  const build = indexed(merge(1), merge(0, 1), step("run", { inputs: [1, 2, 3, 99] }), step("last"));
  expect([0, 1, 2].map((index) => build.inputsOf(index))).toEqual([[], [], []]);
  expect(build.platformOf(2)).toBe("");
});

test("thousands of steps, each twice made from the one before, are gone through once", () => {
  const steps = (kind: StepNote["kind"]) =>
    Array.from({ length: 5_000 }, (_, index) => step("s", { kind, inputs: [index - 1, index - 1] }));
  const began = performance.now();
  const chain = [step("a"), ...steps("merge").map((one, index) => ({ ...one, inputs: [index, index] }))];
  expect(indexed(...chain).inputsOf(5_000)).toEqual([0, 0]);
  expect(indexed(...steps("exec")).platformOf(4_999)).toBe("");
  expect(performance.now() - began).toBeLessThan(2_000);
});

test("of layers that are put together again and again the first thousand are told", () => {
  const layers = Array.from({ length: 3_000 }, (_, index) => step(`s${index}`));
  const merge = step("merge", { kind: "merge", inputs: [...layers.keys()] });
  expect(indexed(...layers, merge, step("run", { inputs: [3_000] })).inputsOf(3_001)).toHaveLength(1_000);
});
