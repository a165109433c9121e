import type { Step } from "../contract/index.js";

/**
 * The steps that the build's end waited for: the last to end, the input of it that ended last, and so on to the start.
 *
 * @returns their ids
 */
export function criticalPath(
  steps: readonly Pick<Step, "id" | "inputs" | "completed" | "cached">[],
): ReadonlySet<number> {
  const path = new Set<number>();
  const later = (best: number | undefined, id: number): number | undefined => {
    const end = steps[id]?.completed;
    if (end === undefined || path.has(id)) return best;
    return best === undefined || end > (steps[best]?.completed ?? 0) ? id : best;
  };
  let at = steps.reduce<number | undefined>(
    (best, { id, cached }) => (cached ? best : later(best, id)),
    undefined,
  );
  while (at !== undefined) {
    path.add(at);
    at = steps[at]?.inputs.reduce<number | undefined>(later, undefined);
  }
  return path;
}
