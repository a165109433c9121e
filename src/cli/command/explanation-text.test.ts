import { expect, test } from "vitest";
import type { BuildExplanation, Cause, StepExplanation } from "../../index.js";
import { formatExplanation } from "./explanation-text.js";

const files = (count: number): Cause => ({
  kind: "files",
  certainty: "certain",
  message: "src/version.txt changed",
  files: { count, names: [], modeOnly: false },
});
const step = (name: string, cause: Cause, root = name): StepExplanation => ({
  ...{ name, digest: name, took: 1_200, cause, root },
});
const after = (name: string): StepExplanation =>
  step(name, { kind: "earlier-step", certainty: "certain", message: "one ran" }, "one");
const build = (steps: readonly StepExplanation[]): BuildExplanation => ({
  ...{ ref: "r", builder: "b", node: "n", steps, cached: 2, comparedWith: "q" },
});

test("steps stand below the one that they ran because of", () => {
  const unknown: Cause = {
    kind: "unknown",
    certainty: "unknown",
    message: "not noted",
    remedy: "Build again.",
  };
  const removed: Cause = { kind: "cache-removed", certainty: "likely", message: "it was removed" };
  const text = formatExplanation(
    build([step("one", files(1)), after("two"), step("three", unknown), step("four", removed)]),
  );
  expect(text.split("\n")).toEqual([
    ...[
      "4 steps ran, 2 cached, compared with build q",
      "",
      "one (1.2s)",
      "  because src/version.txt changed",
    ],
    ...[
      "  1 more step ran because of that: two",
      "",
      "three (1.2s)",
      "  unknown",
      "  not noted",
      "  Build again.",
    ],
    ...["", "four (1.2s)", "  because it was removed (likely)", ""],
  ]);
});

test("names of strangers do nothing to the terminal and keep to their line", () => {
  const cause = { ...files(1), message: "a\u202e\u001b[2J\nb changed" };
  expect(formatExplanation(build([step("x\u001b]0;title\u0007\ny", cause)]))).toContain(
    "\nx ]0;title y (1.2s)\n  because a [2J b changed\n",
  );
});
