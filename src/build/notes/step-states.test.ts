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
      vertex("ran", { started: 1_000_000n }),
      vertex("cached", { cached: true, started: 1n, completed: 1n }),
      vertex("failed", { started: 1n, completed: 2n, error: "exit code: 1" }),
      vertex("running", { started: 1n }),
      vertex("import", { name: "importing cache manifest from host/cache", error: "not found" }),
    ],
  });
  states.take({ vertexes: [vertex("ran", { started: 1_000_000n, completed: 8_000_000n })] });
  states.take({});
  const found = ["ran", "cached", "failed", "running", "nobody"].map((digest) => states.of(digest).state);
  expect(found).toEqual(["ran", "cached", "failed", "unseen", "unseen"]);
  expect(states.of("ran").took).toBe(7);
  expect(states.failedImports).toEqual(["host/cache"]);
});
