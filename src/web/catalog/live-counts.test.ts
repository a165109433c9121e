import { expect, test } from "vitest";
import type { SolveStatus, Vertex } from "../../progress/model/status.js";
import { LiveCounts, StepCounter } from "./live-counts.js";

const vertex = (digest: string, more: Partial<Vertex> = {}): Vertex => ({
  ...{ digest, name: digest, inputs: [], cached: false },
  ...more,
});

test("steps are counted as they come, and counts that stay the same are not told again", () => {
  const counter = new StepCounter();
  expect(counter.take({ vertexes: [vertex("a"), vertex("b")] })).toEqual({
    total: 2,
    completed: 0,
    cached: 0,
  });
  expect(counter.take({ vertexes: [vertex("a", { started: 1n })], logs: [] })).toBeUndefined();
  expect(counter.take({ vertexes: [vertex("a", { started: 1n, completed: 2n, cached: true })] })).toEqual({
    total: 2,
    completed: 1,
    cached: 1,
  });
});

test("a step that runs again is not completed", () => {
  const counter = new StepCounter();
  counter.take({ vertexes: [vertex("a", { started: 1n, completed: 2n })] });
  expect(counter.take({ vertexes: [vertex("a", { started: 3n })] })).toMatchObject({ completed: 0 });
});

test("a build is followed once, until it has ended", async () => {
  const calls: AbortSignal[] = [];
  let send: (status: SolveStatus) => void | Promise<void> = () => undefined;
  const told: [string, number][] = [];
  const counts = new LiveCounts(
    {
      status: (_ref, onStatus, { signal } = {}) => {
        if (signal !== undefined) calls.push(signal);
        send = onStatus;
        return new Promise(() => undefined);
      },
    },
    (ref, { total }) => told.push([ref, total]),
  );
  counts.begin("one");
  counts.begin("one");
  await send({ vertexes: [vertex("a")] });
  counts.end("one");
  await send({ vertexes: [vertex("b")] });
  expect(told).toEqual([["one", 1]]);
  expect(calls.map(({ aborted }) => aborted)).toEqual([true]);
});
