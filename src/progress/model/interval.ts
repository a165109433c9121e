import type { UnixNanos } from "./status.js";

/** One run of a vertex; open while `stop` is absent. */
export interface Interval {
  readonly start: UnixNanos;
  readonly stop?: UnixNanos;
}

/**
 * Joins runs that overlap or touch, in order of their start. A run that is still open swallows all later ones, so
 * only the last interval of the result can be open.
 */
export function mergeIntervals(intervals: Iterable<Interval>): readonly Interval[] {
  const sorted = [...intervals].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last === undefined) merged.push(next);
    else if (last.stop === undefined) break;
    else if (last.stop < next.start) merged.push(next);
    else if (next.stop === undefined) merged[merged.length - 1] = { start: last.start };
    else if (next.stop > last.stop) merged[merged.length - 1] = { start: last.start, stop: next.stop };
  }
  return merged;
}

/** Total length in nanoseconds; an open interval counts up to `now`. */
export function totalDuration(intervals: readonly Interval[], now: UnixNanos): bigint {
  return intervals.reduce((total, interval) => total + ((interval.stop ?? now) - interval.start), 0n);
}
