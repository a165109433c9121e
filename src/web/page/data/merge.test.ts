import { expect, test } from "vitest";
import type { BuildDocument } from "../../contract/index.js";
import { testBuild, testStep } from "../fixtures/testing.js";
import { LineCutter } from "./lines.js";
import { mergeList } from "./merge-list.js";
import { mergeSteps } from "./merge-steps.js";

test("the list has running builds first, then the newest, and keeps what did not change", () => {
  const [a, b, c] = [
    testBuild("a", { started: 1 }),
    testBuild("b", { started: 2 }),
    testBuild("c", { started: 0, status: "running" }),
  ];
  const list = mergeList([], { type: "list", builds: [a, b, c], waiting: [] });
  expect(list).toEqual([c, b, a]);
  const ended = { ...c, status: "failed" as const };
  const next = mergeList(list, { type: "change", changed: [ended], removed: [b], waiting: [] });
  expect(next).toEqual([a, ended]);
  expect(next[0]).toBe(a);
  expect(mergeList(next, { type: "change", changed: [], removed: [], waiting: [] })).toBe(next);
});

test("steps are replaced by their ids, and the build counts them", () => {
  const document = { build: testBuild("a"), steps: [testStep(0)], warnings: [] } as unknown as BuildDocument;
  const { build, steps, warnings } = mergeSteps(document, {
    type: "steps",
    steps: [testStep(1, { state: "running" }), testStep(0, { cached: true, state: "cached" })],
    warnings: [{ message: "careful", detail: [], url: "" }],
  });
  expect(steps.map(({ state }) => state)).toEqual(["cached", "running"]);
  expect(build.steps).toEqual({ total: 2, completed: 1, cached: 1 });
  expect(warnings).toHaveLength(1);
});

test("lines that come in pieces are put together, and signs of life left out", () => {
  const cutter = new LineCutter();
  expect(cutter.push('{"a"')).toEqual([]);
  expect(cutter.push(':1}\n\n{"b":2}\n{')).toEqual(['{"a":1}', '{"b":2}']);
  expect(cutter.push("}\n")).toEqual(["{}"]);
});
