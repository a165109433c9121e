import type { BuildEntry, Step } from "../contract/index.js";

/** How many steps there are, as the daemon counts them in the record of a build that has ended. */
export function countSteps(steps: readonly Pick<Step, "cached" | "completed">[]): BuildEntry["steps"] {
  return {
    total: steps.length,
    completed: steps.filter(({ completed }) => completed !== undefined).length,
    cached: steps.filter(({ cached }) => cached).length,
  };
}
