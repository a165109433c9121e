import { expect, test } from "vitest";
import type { Vertex } from "../../progress/index.js";
import { StepStates } from "./step-states.js";

const vertex = (digest: string, more: Partial<Vertex> = {}): Vertex => ({
  ...{ digest, inputs: [], name: digest, cached: false },
  ...more,
});

test("a step's end is what was told last", () => {
  const states = new StepStates();
  states.take({
    vertexes: [
      vertex("ran", { inputs: ["cached"], started: 1_000_000n }),
      vertex("cached", { cached: true, started: 1n, completed: 1n }),
      vertex("failed", { started: 1n, completed: 2n, error: "exit code: 1" }),
      vertex("running", { started: 1n }),
      vertex("import", { name: "importing cache manifest from host/cache", error: "not found" }),
    ],
  });
  states.take({
    vertexes: [vertex("ran", { inputs: ["cached"], started: 1_000_000n, completed: 8_000_000n })],
  });
  states.take({});
  expect(states.hadAll(["cached"])).toBe(true);
  expect(states.hadAll(["cached", "ran"])).toBe(false);
  expect(states.hadAll(["cached", "nobody"])).toBe(false);
  const found = ["ran", "cached", "failed", "running", "nobody"].map((digest) => states.of(digest).state);
  expect(found).toEqual(["ran", "cached", "failed", "unseen", "unseen"]);
  expect(states.of("ran").took).toBe(7);
  expect(states.failedImports).toEqual(["host/cache"]);
});

test.each<[string, Partial<Vertex>, boolean, boolean]>([
  ["a context that is loaded", { name: "[internal] load build context" }, true, false],
  ["a base image", { name: "[build 1/3] FROM docker.io/library/x:1@sha256:0" }, true, false],
  ["a step without inputs that was looked at", { name: "[1/1] WORKDIR /x" }, true, false],
  ["a step that a RUN is", { name: "[2/2] RUN x", inputs: ["a"], completed: 50_000_000n }, false, true],
  ["a step that the cache is asked for", { name: "[2/2] RUN x", inputs: ["a"] }, false, false],
])("%s", (_, more, isHad, runs) => {
  const states = new StepStates();
  expect(states.take({ vertexes: [vertex("step", { started: 1n, completed: 2n, ...more })] })).toBe(runs);
  expect(states.hadAll(["step"])).toBe(isHad);
});

test("a step without inputs ran only if the daemon began it once more after it had looked at it", () => {
  const states = new StepStates();
  const workdir = (started: bigint, completed?: bigint) =>
    vertex("workdir", { name: "[1/2] WORKDIR /x", started, ...(completed && { completed }) });
  states.take({ vertexes: [workdir(1n), workdir(1n, 2n)] });
  expect(states.of("workdir").state).toBe("cached");
  states.take({ vertexes: [workdir(3n)] });
  expect(states.of("workdir").state).toBe("unseen");
  states.take({ vertexes: [workdir(3n, 4_000_003n)] });
  expect(states.of("workdir")).toEqual({ state: "ran", took: 4 });
  expect(states.hadAll(["workdir"])).toBe(false);
});
