import { expect, test } from "vitest";
import type { BuildExplanation, Cause, StepExplanation } from "../../index.js";
import { rebuildHints } from "./rebuild-hint.js";

const files = (count: number, message = "src/version.txt changed"): Cause => ({
  ...{ kind: "files", certainty: "certain", message, files: { count, names: [], modeOnly: false } },
});
const step = (name: string, cause: Cause, root = name): StepExplanation => ({
  ...{ name, digest: name, took: 1_200, cause, root },
});
const after = (name: string): StepExplanation =>
  step(name, { kind: "earlier-step", certainty: "certain", message: "one ran" }, "one");
const build = (steps: readonly StepExplanation[], node = "n"): BuildExplanation => ({
  ...{ ref: "r", builder: "b", node, steps, cached: 2, comparedWith: "q" },
});
const hints = (...explanations: readonly (readonly [string, BuildExplanation])[]) =>
  rebuildHints(
    explanations.map(([name, explanation]) => ({ name, explanation })),
    "more",
  );
const four = ["2", "3", "4", "5"].map(after);

test.each<[string, readonly StepExplanation[], readonly string[]]>([
  [
    "much for little",
    [step("one", files(1)), ...four],
    ["5 steps ran again because src/version.txt changed; more shows more"],
  ],
  ["few steps", [step("one", files(1)), ...four.slice(1)], []],
  ["many files", [step("one", files(4)), ...four], []],
  ["what is only likely", [step("one", { ...files(1), certainty: "likely" }), ...four], []],
])("a build that ran again has a line, or none: %s", (_, steps, lines) => {
  expect(hints(["", build(steps)])).toEqual(lines);
});

test("targets with the same cause have one line, and count the steps that they share once", () => {
  const steps = [step("one", files(1)), ...four];
  const longer = [...steps, after("6")];
  expect(hints(["web", build(steps)], ["api", build(longer)])).toEqual([
    "6 steps of web and api ran again because src/version.txt changed; more shows more",
  ]);
  expect(hints(...["a", "b", "c", "d"].map((name) => [name, build(steps)] as const))).toEqual([
    "5 steps of a, b and 2 more ran again because src/version.txt changed; more shows more",
  ]);
});

test.each([
  ["", "10 steps ran again"],
  ["web", "10 steps of web ran again"],
])("the same step of %j on two nodes ran twice", (name, begin) => {
  const steps = [step("one", files(1)), ...four];
  expect(hints([name, build(steps, "n0")], [name, build(steps, "n1")])).toEqual([
    `${begin} because src/version.txt changed; more shows more`,
  ]);
});

test("there are three lines at most", () => {
  const of = (name: string) => [name, build([step("one", files(1, `${name} changed`)), ...four])] as const;
  expect(hints(of("a"), of("b"), of("c"), of("d"))).toEqual(
    ["a", "b", "c"].map((name) => `5 steps of ${name} ran again because ${name} changed; more shows more`),
  );
});
