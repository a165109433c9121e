import type { Clock } from "./clock.js";
import { toUnixNanos } from "./clock.js";
import type { ProgressModel } from "./progress-model.js";
import type { UnixNanos, Vertex } from "./status.js";

/** Ends all running steps as cancelled, now. */
export function cancelRunningSteps(model: ProgressModel, clock: Clock): void {
  const now = toUnixNanos(clock.now() - model.clockSkew);
  const vertexes: Vertex[] = [];
  for (const step of model.listed) {
    const run = step.intervals.at(-1);
    if (run === undefined || run.stop !== undefined) continue;
    const { digest, name, cached } = step;
    const completed = later(run.start, now);
    const error = "context canceled";
    vertexes.push({ digest, inputs: [], name, cached, started: run.start, completed, error });
  }
  model.apply({ vertexes });
}

function later(a: UnixNanos, b: UnixNanos): UnixNanos {
  return a > b ? a : b;
}
