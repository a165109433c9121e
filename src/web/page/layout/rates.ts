import type { ResourceSample } from "../../contract/index.js";

/** A value at a time, in Unix milliseconds. */
export type Point = readonly [time: number, value: number];

/** A measure of samples. */
export type Measure = Exclude<keyof ResourceSample, "time">;

/** How fast a cumulative measure grew between samples, per second; a count that begins anew counts as nothing. */
export function rateOf(samples: readonly ResourceSample[], measure: Measure): Point[] {
  const points: Point[] = [];
  let before: Point | undefined;
  for (const sample of samples) {
    const value = sample[measure];
    if (value === undefined) continue;
    if (before !== undefined && sample.time > before[0]) {
      points.push([sample.time, (Math.max(0, value - before[1]) / (sample.time - before[0])) * 1000]);
    }
    before = [sample.time, value];
  }
  return points;
}

/** The values of a measure that is not cumulative. */
export function valuesOf(samples: readonly ResourceSample[], measure: Measure): Point[] {
  return samples.flatMap((sample): Point[] => {
    const value = sample[measure];
    return value === undefined ? [] : [[sample.time, value]];
  });
}

/** The highest value; 0 of none. */
export const highest = (points: readonly Point[]): number =>
  points.reduce((most, [, value]) => Math.max(most, value), 0);

/** A line through points in a box of 1000 by `height`, as the data of an SVG path; empty for fewer than two points. */
export function linePath(points: readonly Point[], height: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return "";
  const most = highest(points) || 1;
  const length = last[0] - first[0] || 1;
  return points
    .map(([time, value], index) => {
      const x = ((time - first[0]) / length) * 1000;
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${(height - (value / most) * (height - 2)).toFixed(1)}`;
    })
    .join("");
}
