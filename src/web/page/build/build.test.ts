import { expect, test, vi } from "vitest";
import type { BuildDocument } from "../../contract/index.js";
import { filterBuilds } from "../builds/filter-builds.js";
import type { LogSource } from "../data/log-source.js";
import { testBuild, testStep } from "../fixtures/testing.js";
import { layoutGraph } from "../layout/graph.js";
import { markSpans } from "../text/mark-spans.js";
import { neighbour } from "./graph-keys.js";
import { LogSearch } from "./log-search.js";
import { orderSteps } from "./order-steps.js";
import { sourceLines } from "./source-lines.js";

const all = { text: "", internal: false, critical: false };

test("steps come as they started, those that wait last, without internal ones unless asked for", () => {
  const steps = [
    testStep(0, { kind: "internal", started: 0 }),
    testStep(1),
    testStep(2, { started: 9, critical: true }),
    testStep(3, { started: 4 }),
    testStep(4, { kind: "internal", started: 1, state: "failed" }),
  ];
  const ids = (filter: Partial<typeof all>) => orderSteps(steps, { ...all, ...filter }).map(({ id }) => id);
  expect(ids({})).toEqual([4, 3, 2, 1]);
  expect(ids({ internal: true })).toEqual([0, 4, 3, 2, 1]);
  expect(ids({ critical: true })).toEqual([2]);
  expect(ids({ text: "STEP 3" })).toEqual([3]);
});

test("builds have all the words that are searched", () => {
  const builds = [
    testBuild("a", { name: "web (app)", status: "failed", error: "exit 3" }),
    testBuild("b", { builder: "other" }),
  ];
  const refs = (filter: object) =>
    filterBuilds(builds, { text: "", status: "", builder: "", ...filter }).map(({ ref }) => ref);
  expect(refs({ text: "APP exit" })).toEqual(["a"]);
  expect(refs({ text: "app other" })).toEqual([]);
  expect(refs({ status: "completed" })).toEqual(["b"]);
  expect(refs({ builder: "other" })).toEqual(["b"]);
});

test("arrow keys go along the graph", () => {
  const layout = layoutGraph([testStep(0), testStep(1), testStep(2, { inputs: [0] })]);
  const to = (id: number, key: string) => neighbour(layout, id, key)?.step.id;
  expect([to(0, "ArrowRight"), to(2, "ArrowLeft"), to(0, "ArrowDown"), to(1, "ArrowUp")]).toEqual([
    2, 0, 1, 0,
  ]);
  expect([to(0, "ArrowLeft"), to(0, "x"), to(9, "ArrowUp")]).toEqual([undefined, undefined, undefined]);
});

test("a log is searched part by part until enough is found", async () => {
  const search = vi.fn<LogSource["search"]>(async (step, _text, offset) =>
    offset === 0
      ? { step, lines: [], next: 100 }
      : { step, lines: [offset + 1], ...(offset < 300 ? { next: offset + 100 } : {}) },
  );
  const found = new LogSearch({ search } as unknown as LogSource, 1, "x");
  await found.find(1);
  expect([found.lines, found.more]).toEqual([[101], true]);
  await found.find(9);
  expect([found.lines, found.more]).toEqual([[101, 201, 301], false]);
  await found.find(99);
  expect(search).toHaveBeenCalledTimes(4);
});

test("what is searched is marked in each run of text", () => {
  const marked = markSpans(
    [
      { text: "Error: error", className: "c" },
      { text: "İ error", className: "" },
    ],
    "ERROR",
  );
  expect(marked.map(({ text, found }) => [text, found])).toEqual([
    ["Error", true],
    [": ", false],
    ["error", true],
    ["İ error", false],
  ]);
});

test("a source's lines have their steps, the failing ones and those with a warning", () => {
  const place = (start: number, end = start) => ({ source: 0, ranges: [{ start, end }] });
  const lines = sourceLines(
    {
      steps: [testStep(0, { source: place(2, 3) })],
      sources: [{ name: "Dockerfile", language: "", text: "FROM a\nRUN \\\n  b\nRUN c\n" }],
      failure: { message: "", source: place(2, 3), log: [] },
      warnings: [{ message: "", detail: [], url: "", source: place(1) }],
    } as unknown as BuildDocument,
    0,
  );
  expect(lines.map(({ steps, failed, warned }) => [steps.length, failed, warned])).toEqual([
    [0, false, true],
    [1, true, false],
    [0, true, false],
    [0, false, false],
  ]);
});
