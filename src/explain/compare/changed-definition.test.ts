import { describe, expect, test } from "vitest";
import type { StepNote } from "../../build/notes/build-note.js";
import { IndexedBuild } from "./build-pair.js";
import { compareDefinition, compareText, compareVariables, movedStep } from "./changed-definition.js";
import { StepPairs } from "./step-pairs.js";

const step = (more: Partial<StepNote> = {}): StepNote => ({
  ...{ digest: "d", name: "[2/3] RUN x", kind: "exec", platform: "", inputs: [], body: "x", env: {} },
  ...{ source: "", text: "t", names: [], reads: [], ignoresCache: false, state: "ran", took: 1 },
  ...more,
});

function build(steps: readonly StepNote[], args: Readonly<Record<string, string>> = {}): IndexedBuild {
  const note = { ref: "r", at: 1, steps, args, contexts: {}, failedImports: [], imports: false };
  return new IndexedBuild({ note, listings: new Map() });
}

/** What a step is now, what it was, and the build arguments of then and now. */
interface Case {
  readonly now?: Partial<StepNote>;
  readonly last?: Partial<StepNote>;
  readonly args?: readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>];
}

function compared(compare: typeof compareDefinition, { now, last, args: [past, present] = [{}, {}] }: Case) {
  const cause = compare(new StepPairs(build([step(now)], present), build([step(last)], past)), 0);
  return cause && [cause.kind, cause.certainty, cause.argument, cause.message];
}

const instruction = (message: unknown) => ["instruction", "certain", undefined, message];
const otherValue = (name: string) => [
  ...["build-argument", "certain", name, `the build argument ${name} has another value`],
];
const otherValueUnused = (name: string) => [
  ...["build-argument", "certain", name],
  `the build argument ${name} has another value, which enters every RUN after its ARG, used or not`,
];
const changed = instruction("the instruction changed");
const fresh = instruction("the instruction is new here");
const surroundings = instruction(expect.stringMatching(/^its text is the same, .* WORKDIR, .*--network/));
const [one, two] = [{ V: "1" }, { V: "2" }];

describe("what is different of what a step does", () => {
  test.each<[string, Case, readonly unknown[] | undefined]>([
    ["nothing", {}, undefined],
    ["nothing of a source, whatever it is", { now: { kind: "source", source: "a", body: "y" } }, undefined],
    ["all of a step at a place that had none", { now: { name: "[3/3] RUN y" } }, fresh],
    ["all of a step of a stage that was not there", { now: { name: "[a 2/3] RUN y" } }, fresh],
    ["all of a step of another kind", { now: { kind: "file" } }, fresh],
    ["all of a step of a kind that is not known", { now: { kind: "other" } }, fresh],
    ["all of a step without a name, which stands nowhere", { now: { name: "" } }, fresh],
    ["its text", { now: { body: "y", text: "u" } }, changed],
    ["its text, and its name with it", { now: { name: "[2/3] RUN y", body: "y", text: "u" } }, changed],
    ["its text, of which nothing is known", { now: { body: "y", text: "" }, last: { text: "" } }, changed],
    ["nothing, where only its text is other", { now: { text: "u" } }, undefined],
    ["what it is run with", { now: { body: "y" } }, surroundings],
    [
      "what it is run with, where an argument changed that it does not name",
      { now: { body: "y", names: ["W"] }, args: [one, two] },
      surroundings,
    ],
    [
      "what it is run with, where the argument that it names is the same",
      { now: { body: "y", names: ["V"] }, args: [one, one] },
      surroundings,
    ],
    [
      "an argument that its text names",
      { now: { body: "y", names: ["W", "V"], env: two }, last: { env: one }, args: [one, two] },
      otherValue("V"),
    ],
    [
      "an argument that came",
      { now: { body: "y", names: ["V"], env: two }, args: [{}, two] },
      otherValue("V"),
    ],
    [
      "an argument that went",
      { now: { body: "y", names: ["V"] }, last: { env: one }, args: [one, {}] },
      otherValue("V"),
    ],
    [
      "an argument that it names, of a step that has no variables",
      { now: { kind: "file", body: "y", names: ["V"] }, last: { kind: "file" }, args: [one, two] },
      otherValue("V"),
    ],
    [
      "an argument among its variables, where what it is run with is other because of that",
      { now: { body: "y", env: two }, last: { env: one }, args: [one, two] },
      otherValueUnused("V"),
    ],
    [
      "what it is run with, where it names a variable of its own as an argument is called",
      { now: { body: "y", names: ["V"] }, args: [one, two] },
      surroundings,
    ],
    [
      "nothing, where a variable that is called as an argument has another value than that",
      { now: { env: { V: "3" } }, last: { env: one }, args: [one, two] },
      undefined,
    ],
    [
      "its text, where an argument that it names changed as well",
      { now: { body: "y", text: "u", names: ["V"] }, args: [one, two] },
      changed,
    ],
    [
      "an argument among its variables that it names",
      { now: { env: two, names: ["V"] }, last: { env: one }, args: [one, two] },
      otherValue("V"),
    ],
    [
      "an argument among its variables that it does not name",
      { now: { env: two }, last: { env: one }, args: [one, two] },
      otherValueUnused("V"),
    ],
    [
      "an argument that is called as what every object has",
      { now: { env: { constructor: "1" } }, args: [{}, { constructor: "1" }] },
      otherValueUnused("constructor"),
    ],
    [
      "the first by name of two arguments",
      { now: { env: { V: "2", A: "2" } }, args: [{}, { V: "2", A: "2" }] },
      otherValueUnused("A"),
    ],
    ["nothing, where a variable is no argument", { now: { env: two }, last: { env: one } }, undefined],
    [
      "nothing, where an argument changed that is not its variable",
      { now: { env: one }, last: { env: one }, args: [one, two] },
      undefined,
    ],
  ])("%s", (_, given, cause) => {
    expect(compared(compareDefinition, given)).toEqual(cause);
  });
});

describe("what other variables a step has", () => {
  const sets = (names: string) =>
    instruction(`the Dockerfile or the base image sets ${names} to something else`);
  test.each<[string, Case, readonly unknown[] | undefined]>([
    ["none", { now: { env: one }, last: { env: one } }, undefined],
    ["another value", { now: { env: two }, last: { env: one } }, sets("V")],
    ["one that came", { now: { env: one } }, sets("V")],
    ["one that went", { last: { env: one } }, sets("V")],
    [
      "the first three by name of many",
      { now: { env: { D: "", C: "", B: "", A: "" } }, last: { env: {} } },
      sets("A, B, C"),
    ],
    ["none to be told of another body", { now: { env: two, body: "y" }, last: { env: one } }, undefined],
    ["none to be told of a new step", { now: { env: two, name: "[9/9] RUN y" } }, undefined],
    ["none to be told of another kind", { now: { env: two, kind: "file" } }, undefined],
    [
      "those of another instruction at its place",
      { now: { env: two, name: "[2/3] RUN y", text: "u" }, last: { env: one } },
      changed,
    ],
    [
      "those of the same instruction, called otherwise",
      { now: { env: two, name: "[2/3] RUN y" }, last: { env: one } },
      sets("V"),
    ],
    ["those of a text that is other", { now: { env: two, text: "u" }, last: { env: one } }, sets("V")],
    [
      "none to be told where an argument may have given it its value",
      { now: { env: two }, last: { env: one }, args: [{ A: "1" }, { A: "2" }] },
      undefined,
    ],
  ])("%s", (_, given, cause) => {
    expect(compared(compareVariables, given)).toEqual(cause);
  });
});

describe("a step that follows another one than it did", () => {
  const [a, b] = [step({ name: "[1/3] RUN a", body: "a" }), step({ name: "[1/3] RUN b", body: "b" })];
  const on = (inputs: readonly number[], more: Partial<StepNote> = {}) => step({ inputs, ...more });
  const merge = (...inputs: readonly number[]) => step({ kind: "merge", name: "", inputs });
  const moved = instruction("the instructions before it are others than they were");
  test.each<[string, readonly StepNote[], readonly StepNote[], readonly unknown[] | undefined]>([
    ["follows one that was elsewhere", [a, b, on([1])], [a, b, on([0])], moved],
    ["follows another one beside the same", [a, b, on([0, 1])], [a, b, on([0, 0])], moved],
    ["follows one more", [a, b, on([0, 1])], [a, b, on([0])], moved],
    ["follows another one through a merge", [a, b, merge(1), on([2])], [a, b, merge(0), on([2])], moved],
    ["follows the same", [a, b, on([0])], [a, b, on([0])], undefined],
    ["follows the same, which was elsewhere", [b, a, on([1])], [a, b, on([0])], undefined],
    ["follows one that is new, which tells itself", [a, b, on([1])], [a, on([0])], undefined],
    ["follows nothing that is known", [a, on([-1])], [a, on([0])], undefined],
    ["follows itself, of all things", [a, on([1])], [a, on([0])], undefined],
    ["is not the step that it was", [a, b, on([1], { body: "y" })], [a, b, on([0])], undefined],
    ["was not there", [a, b, on([1], { name: "[a 1/1] RUN" })], [a, b, on([0])], undefined],
  ])("%s", (_, now, last, expected) => {
    const cause = movedStep(new StepPairs(build(now), build(last)), now.length - 1);
    expect(cause && [cause.kind, cause.certainty, cause.argument, cause.message]).toEqual(expected);
  });

  test("is none where there is no such step", () => {
    expect(movedStep(new StepPairs(build([a]), build([a])), 7)).toBeUndefined();
  });
});

test("thousands of arguments, variables and inputs are compared within a blink", () => {
  const env = (value: string) =>
    Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`V${n}`, value]));
  const inputs = Array.from({ length: 20_000 }, (_, n) => n);
  const before = inputs.map((n) => step({ name: `s${n}`, body: `${n}` }));
  const now = build([...before, step({ env: env("1"), inputs })], env("2"));
  const last = build([...before, step({ env: env("0"), inputs: [...inputs].reverse() })], env("2"));
  const began = performance.now();
  const pairs = new StepPairs(now, last);
  expect(compareDefinition(pairs, inputs.length)).toBeUndefined();
  expect(compareVariables(pairs, inputs.length)?.message).toContain("sets V0, V1, V10 to");
  expect(movedStep(pairs, inputs.length)?.kind).toBe("instruction");
  expect(performance.now() - began).toBeLessThan(2_000);
});

describe("what is different of the instruction that a step begins", () => {
  test.each<[string, Case, readonly unknown[] | undefined]>([
    ["nothing", { now: { body: "y" } }, undefined],
    ["its text", { now: { text: "u" } }, changed],
    [
      "an argument that it names",
      { now: { kind: "file", names: ["V"] }, last: { kind: "file" }, args: [one, two] },
      otherValue("V"),
    ],
    ["nothing of one of another kind", { now: { kind: "file", text: "u" } }, undefined],
    ["nothing where no text is known", { now: { text: "" } }, undefined],
  ])("%s", (_, given, cause) => {
    expect(compared(compareText, given)).toEqual(cause);
  });
});
