import type { BuildDocument, Step } from "../../contract/index.js";

/** The time that a drawing covers, in Unix milliseconds; never empty. */
export interface TimeScale {
  readonly start: number;
  readonly end: number;
}

/** When a step ended, or `now` while it runs; undefined before it starts. */
export function endOf(step: Step, now: number): number | undefined {
  if (step.started === undefined) return undefined;
  return Math.max(step.started, step.completed ?? (step.state === "running" ? now : step.started));
}

/** The time of a whole build. */
export function scaleOf({ build, steps }: BuildDocument, now: number): TimeScale {
  let start = build.started;
  let end = build.completed ?? (build.live ? now : build.started + build.duration);
  for (const step of steps) {
    if (step.started === undefined) continue;
    start = Math.min(start, step.started);
    end = Math.max(end, endOf(step, now) ?? end);
  }
  return { start, end: Math.max(end, start + 1) };
}

/** Where a time lies in a scale, in percent. */
export function placeOf({ start, end }: TimeScale, time: number): number {
  return Math.min(100, Math.max(0, ((time - start) / (end - start)) * 100));
}

/** Times to mark, as milliseconds from the start: of 1, 2 or 5 times a power of ten, or of a minute, `most` at most. */
export function ticksOf({ start, end }: TimeScale, most: number): number[] {
  const length = end - start;
  const sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000];
  let size = sizes.find((candidate) => length / candidate < most);
  for (let minutes = 2; size === undefined; minutes = minutes < 5 ? 5 : minutes * 2) {
    if (length / (minutes * 60_000) < most) size = minutes * 60_000;
  }
  const ticks = [];
  for (let tick = 0; tick <= length; tick += size) ticks.push(tick);
  return ticks;
}
