import { expect, test } from "vitest";
import type { Vertex } from "../../progress/model/status.js";
import { SourceFiles } from "./source-files.js";
import { StepModel } from "./step-model.js";

const second = 1_000_000_000n;
const vertex = (digest: string, more: Partial<Vertex> = {}): Vertex => ({
  ...{ digest, name: `[${digest} 1/1] RUN ${digest}`, inputs: [], cached: false },
  ...more,
});
const ran = (from: number, to: number): Partial<Vertex> => ({
  started: BigInt(from) * second,
  completed: BigInt(to) * second,
});
const bytes = (text: string) => new TextEncoder().encode(text);
const modelOf = (...vertexes: Vertex[]) => {
  const model = new StepModel(new SourceFiles());
  model.update({ vertexes });
  return model;
};

test.each<[string, Partial<Vertex>, running: string, ended: string]>([
  ["was not begun", {}, "waiting", "waiting"],
  ["has begun", { started: 1n }, "running", "canceled"],
  ["has ended", ran(1, 2), "done", "done"],
  ["the cache had", { ...ran(1, 1), cached: true }, "cached", "cached"],
  ["failed", { ...ran(1, 2), error: "exit code: 3" }, "failed", "failed"],
  ["was canceled", { ...ran(1, 2), error: "a: context canceled" }, "canceled", "canceled"],
])("the state of a step that %s", (_what, more, running, ended) => {
  const model = modelOf(vertex("a", more));
  expect(model.some([0])).toMatchObject([{ state: running }]);
  expect(model.steps(true)).toMatchObject([{ state: ended }]);
});

test("a step has waited since the last of its inputs ended", () => {
  const model = modelOf(
    vertex("a", ran(1, 3)),
    vertex("b", ran(1, 5)),
    vertex("c", { ...ran(7, 10), inputs: ["a", "b", "never told of"] }),
  );
  expect(model.steps(true)[2]).toMatchObject({
    ...{ inputs: [0, 1], waited: 2_000, duration: 3_000, started: 7_000, completed: 10_000 },
  });
});

test("a step that was interrupted has the time of all its runs, and keeps its inputs", () => {
  const model = modelOf(vertex("a"), vertex("b", { ...ran(1, 3), inputs: ["a"] }));
  expect([...model.update({ vertexes: [vertex("b", ran(10, 14))] })]).toEqual([1]);
  expect(model.some([1])).toMatchObject([{ duration: 6_000, inputs: [0] }]);
});

test("the critical path goes from the last to end back through the inputs that ended last", () => {
  const model = modelOf(
    vertex("base", ran(0, 1)),
    vertex("quick", { ...ran(1, 2), inputs: ["base"] }),
    vertex("slow", { ...ran(1, 9), inputs: ["base"] }),
    vertex("last", { ...ran(9, 10), inputs: ["quick", "slow"] }),
    vertex("beside", ran(0, 4)),
  );
  const critical = model.steps(true).flatMap(({ critical: is, instruction }) => (is ? [instruction] : []));
  expect(critical).toEqual(["RUN base", "RUN slow", "RUN last"]);
});

test("bytes of a step are those of its parts, each as it was last told", () => {
  const model = modelOf(vertex("a"));
  const part = { vertex: "a", name: "", timestamp: 1n };
  model.update({ statuses: [{ ...part, id: "one", current: 1, total: 10 }] });
  const changed = model.update({
    statuses: [
      { ...part, id: "one", current: 10, total: 10 },
      { ...part, id: "two", current: 5, total: 7 },
      { ...part, id: "x", vertex: "unknown", current: 99, total: 99 },
    ],
  });
  expect([...changed]).toEqual([0]);
  expect(model.some([0])).toMatchObject([
    { bytes: { current: 15, total: 17 }, parts: [{ name: "one" }, { name: "two" }] },
  ]);
});

test("a warning has its step and its place in the file, which is kept once", () => {
  const sources = new SourceFiles();
  const model = new StepModel(sources);
  const place = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 9 } });
  const warning = {
    ...{ vertex: "a", level: 1, short: bytes("short"), detail: [bytes("why")], url: "https://docs.example" },
    sourceInfo: { filename: "Dockerfile", language: "Dockerfile", data: bytes("FROM a\n") },
  };
  model.update({
    vertexes: [vertex("a")],
    warnings: [
      { ...warning, ranges: [place(1)] },
      { ...warning, vertex: "gone", ranges: [place(2)] },
    ],
  });
  expect(model.warnings).toMatchObject([
    { step: 0, message: "short", detail: ["why"], source: { source: 0, ranges: [{ start: 1, end: 1 }] } },
    { message: "short", source: { source: 0, ranges: [{ start: 2, end: 2 }] } },
  ]);
  expect(model.warnings[1]).not.toHaveProperty("step");
  expect(sources.all).toHaveLength(1);
});

test("what a stranger's build is too large for is cut", () => {
  const model = new StepModel(new SourceFiles());
  const many = Array.from({ length: 21_000 }, (_, index) => vertex(String(index)));
  model.update({ vertexes: many });
  model.update({
    vertexes: [vertex("0", { name: "x".repeat(10_000), error: `${"e".repeat(40_000)} context canceled` })],
    statuses: Array.from({ length: 500 }, (_, index) => ({
      ...{ vertex: "1", id: String(index), name: "n".repeat(2_000), current: 0, total: 0, timestamp: 1n },
    })),
    warnings: Array.from({ length: 600 }, () => ({
      ...{ vertex: "0", level: 1, short: bytes("s".repeat(20_000)), detail: [], url: "", ranges: [] },
    })),
  });
  const steps = model.steps(true);
  expect(steps).toHaveLength(20_000);
  expect(steps[0]?.name.length).toBe(4_096);
  expect(steps[0]?.state).toBe("canceled");
  expect(steps[0]?.error?.length).toBeLessThan(17_000);
  expect(steps[1]?.parts).toHaveLength(100);
  expect(model.warnings).toHaveLength(500);
  expect(model.warnings[0]?.message.length).toBe(8_192);
});

test("what the provenance tells of a step is found by its digest", () => {
  const model = modelOf(vertex("a"), vertex("b"));
  const resources = [{ time: 1, cpu: 2, memory: 3 }];
  model.learn(new Map([["b", { source: { source: 0, ranges: [] }, resources }]]));
  expect(model.steps(true)).toMatchObject([{ resources: [] }, { source: { source: 0 }, resources }]);
});
