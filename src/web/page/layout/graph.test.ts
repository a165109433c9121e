import { expect, test } from "vitest";
import { testStep } from "../fixtures/testing.js";
import { layoutGraph } from "./graph.js";

const places = (...steps: Parameters<typeof testStep>[]) =>
  layoutGraph(steps.map((step) => testStep(...step))).nodes.map(({ step, column, row }) => [
    step.id,
    column,
    row,
  ]);

test("a step stands right of all that it is made from", () => {
  expect(places([0], [1, { inputs: [0] }], [2, { inputs: [0, 1] }])).toEqual([
    [0, 0, 0],
    [1, 1, 0],
    [2, 2, 0],
  ]);
});

test("each stage of each platform has rows of its own, and steps side by side do not cover each other", () => {
  const layout = layoutGraph([
    testStep(0, { stage: "a", platform: "linux/amd64" }),
    testStep(1, { stage: "a", platform: "linux/arm64" }),
    testStep(2, { stage: "a", platform: "linux/amd64" }),
  ]);
  expect(layout.bands).toEqual([
    { platform: "linux/amd64", stage: "a", row: 0, rows: 2 },
    { platform: "linux/arm64", stage: "a", row: 2, rows: 1 },
  ]);
  expect(layout.nodes.map(({ step, row }) => [step.id, row])).toEqual([
    [0, 0],
    [2, 1],
    [1, 2],
  ]);
});

test("inputs that come later, that are not there and that go in a circle are no trouble", () => {
  expect(places([0, { inputs: [1] }], [1], [2, { inputs: [77] }])).toEqual([
    [0, 1, 0],
    [1, 0, 0],
    [2, 0, 1],
  ]);
  expect(places([0, { inputs: [1] }], [1, { inputs: [0] }])).toHaveLength(2);
});

test("a chain of 20 000 steps is laid out at once", () => {
  const steps = Array.from({ length: 20_000 }, (_, id) =>
    testStep(id, { inputs: id === 0 ? [] : [id - 1] }),
  ).reverse();
  const start = performance.now();
  expect(layoutGraph(steps).columns).toBe(20_000);
  expect(performance.now() - start).toBeLessThan(2000);
});

test("a step with 300 000 inputs is laid out", () => {
  const inputs = Array.from({ length: 300_000 }, (_, index) => index + 1);
  const steps = [testStep(0, { inputs }), ...inputs.map((id) => testStep(id))];
  expect(layoutGraph(steps).byId.get(0)?.column).toBe(1);
});
