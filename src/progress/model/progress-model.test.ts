import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../test/progress/replay.js";
import { ProgressModel } from "./progress-model.js";
import type { SolveStatus, Vertex } from "./status.js";
import type { StepLog } from "./vertex-state.js";

const NO_LOG: StepLog = { append: () => {}, errorLines: () => [] };

function model(): ProgressModel {
  return new ProgressModel(new ManualClock(1_000_000), () => NO_LOG);
}

function vertex(digest: string, more: Partial<Vertex> = {}): Vertex {
  return { digest, name: digest, inputs: [], cached: false, ...more };
}

function weakOrNot(weak: boolean) {
  return { progressGroup: { id: "group", name: "the group", weak } };
}

function applied(...updates: SolveStatus[]): ProgressModel {
  const result = model();
  for (const update of updates) result.apply(update);
  return result;
}

describe("a vertex", () => {
  it("counts before it starts but is listed only then", () => {
    const steps = applied({ vertexes: [vertex("a"), vertex("b", { started: 1n })] });
    expect(steps.totals()).toEqual({ completed: 0, total: 2 });
    expect(steps.listed.map((step) => step.name)).toEqual(["b"]);
  });

  it("keeps its state when it is announced again without a start", () => {
    const steps = applied(
      { vertexes: [vertex("a", { started: 1n, completed: 2n, cached: true })] },
      { vertexes: [vertex("a")] },
    );
    expect(steps.listed[0]).toMatchObject({ cached: true, isCompleted: true });
  });

  it("runs again after it had completed", () => {
    const steps = applied(
      { vertexes: [vertex("a", { started: 1n, completed: 2n })] },
      { vertexes: [vertex("a", { started: 5n })] },
    );
    expect(steps.listed[0]?.isCompleted).toBe(false);
    expect(steps.listed).toHaveLength(1);
  });

  it("tells the difference between the daemon's clock and the local one", () => {
    expect(applied({ vertexes: [vertex("a", { started: 400_000_000n })] }).clockSkew).toBe(999_600);
  });
});

describe("news of a vertex nobody announced", () => {
  it("are dropped", () => {
    const steps = applied({
      statuses: [{ id: "s", vertex: "x", name: "", current: 1, total: 1, timestamp: 1n, started: 1n }],
      logs: [{ vertex: "x", stream: 1, data: Buffer.from("x"), timestamp: 1n }],
      warnings: [{ vertex: "x", level: 1, short: Buffer.from("x"), detail: [], url: "", ranges: [] }],
    });
    expect(steps.pending.size).toBe(0);
  });
});

describe("a progress group", () => {
  it("stays hidden while only weak members have started", () => {
    const steps = applied({ vertexes: [vertex("a", { started: 1n, ...weakOrNot(true) })] });
    expect(steps.listed).toEqual([]);
    expect(steps.totals().total).toBe(0);
  });

  it("stands for its members once another one starts", () => {
    const steps = applied(
      { vertexes: [vertex("a", { started: 1n, completed: 3n, cached: true, ...weakOrNot(true) })] },
      { vertexes: [vertex("b", { started: 2n, completed: 9n, ...weakOrNot(false) })] },
    );
    expect(steps.listed.map((step) => [step.name, step.cached, step.intervals])).toEqual([
      ["the group", false, [{ start: 1n, stop: 9n }]],
    ]);
  });

  it("is cached when all members are, and fails with the first error", () => {
    const steps = applied({
      vertexes: [
        vertex("a", { started: 1n, cached: true, error: "first", ...weakOrNot(false) }),
        vertex("b", { started: 1n, cached: true, error: "second", ...weakOrNot(false) }),
      ],
    });
    expect(steps.listed[0]).toMatchObject({ cached: true, error: "first" });
  });

  it("comes out of hiding for a second error", () => {
    const failed = (digest: string) => vertex(digest, { error: "broken", ...weakOrNot(true) });
    expect(applied({ vertexes: [failed("a")] }).listed).toHaveLength(0);
    expect(applied({ vertexes: [failed("a"), failed("b")] }).listed).toHaveLength(1);
  });

  it("takes the statuses of its members", () => {
    const steps = applied({
      vertexes: [vertex("a", { started: 1n, ...weakOrNot(false) })],
      statuses: [{ id: "merging", vertex: "a", name: "", current: 0, total: 0, timestamp: 1n, started: 1n }],
    });
    expect([...(steps.listed[0]?.statuses.keys() ?? [])]).toEqual(["merging"]);
  });
});
