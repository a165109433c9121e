import { describe, expect, test } from "vitest";
import type { StepNote } from "../../build/notes/build-note.js";
import { IndexedBuild } from "./build-pair.js";
import { unknown } from "./find-cause.js";
import { type Finding, InheritedCauses } from "./inherited-cause.js";

const step = (...inputs: readonly number[]): StepNote => ({
  ...{ digest: "d", name: "RUN", kind: "exec", platform: "", inputs, body: "", env: {}, source: "" },
  ...{ text: "", names: [], reads: [], ignoresCache: false, state: "ran", took: 1 },
});
const caused = (message: string): Finding => ({ cause: { kind: "source", certainty: "certain", message } });

/** What the steps inherit, in turn, and how often each was asked for what is its own. */
function inherited(steps: readonly StepNote[], own: Readonly<Record<number, Finding>>, ...wanted: number[]) {
  const note = { ref: "r", at: 1, steps, args: {}, contexts: {}, failedImports: [], imports: false };
  const asked = new Map<number, number>();
  const causes = new InheritedCauses(new IndexedBuild({ note, listings: new Map() }), (index) => {
    asked.set(index, (asked.get(index) ?? 0) + 1);
    return own[index] ?? {};
  });
  const found = wanted
    .map((index) => causes.of(index))
    .map(({ cause, unsure }) => (cause ?? unsure)?.message);
  return { found, asked };
}

describe("a step inherits", () => {
  // 4 is made from 2 and 3; 2 from 0, 3 from 1 and 0.
  const steps = [step(), step(), step(0), step(1, 0), step(2, 3)];
  const unsure = (message: string): Finding => ({ unsure: unknown(message) });
  test.each<[string, Readonly<Record<number, Finding>>, string | undefined]>([
    ["nothing, where there is nothing", {}, undefined],
    ["nothing of its own", { 4: caused("own") }, undefined],
    ["the cause of an input", { 3: caused("three") }, "three"],
    ["the cause of an input of an input", { 1: caused("one") }, "one"],
    ["the first input's cause", { 2: caused("two"), 3: caused("three") }, "two"],
    ["what is below the first input before the second", { 0: caused("zero"), 3: caused("three") }, "zero"],
    ["an input's own cause before what is below it", { 0: caused("zero"), 2: caused("two") }, "two"],
    ["a cause before what could not be told", { 2: unsure("?"), 1: caused("one") }, "one"],
    ["what could not be told first", { 2: unsure("two?"), 0: unsure("zero?") }, "two?"],
    ["what could not be told below", { 1: unsure("one?") }, "one?"],
  ])("%s", (_, own, expected) => {
    expect(inherited(steps, own, 4).found).toEqual([expected]);
  });

  test("the same when it is asked again, and after one that is made from it", () => {
    const own = { 1: caused("one") };
    expect(inherited(steps, own, 4, 4, 3, 2).found).toEqual(["one", "one", "one", undefined]);
    expect(inherited(steps, own, 2, 3, 4).found).toEqual([undefined, "one", "one"]);
  });

  test("nothing where there is no such step", () => {
    expect(inherited(steps, {}, 9, -1).found).toEqual([undefined, undefined]);
  });
});

test("what is below a cause is not looked at", () => {
  expect([...inherited([step(), step(0), step(1)], { 1: caused("one") }, 2).asked.keys()]).toEqual([1]);
});

test("each step of a long chain is looked at a few times, whichever is asked", () => {
  const steps = Array.from({ length: 20_000 }, (_, index) => step(index - 1, index - 1));
  const { asked } = inherited(steps, {}, 19_999, ...steps.keys());
  expect(Math.max(...asked.values())).toBeLessThan(5);
});
