/** From a time on, so many steps ran at once. */
export interface ParallelPoint {
  readonly time: number;
  readonly running: number;
}

/** How many intervals lie over one another, as a line of steps; each point holds until the next. */
export function parallelism(intervals: readonly (readonly [start: number, end: number])[]): ParallelPoint[] {
  const changes = intervals
    .filter(([start, end]) => end > start)
    .flatMap(([start, end]): [number, number][] => [
      [start, 1],
      [end, -1],
    ])
    .sort(([one], [other]) => one - other);
  const points: { time: number; running: number }[] = [];
  let running = 0;
  for (const [time, change] of changes) {
    running += change;
    const last = points.at(-1);
    if (last?.time === time) last.running = running;
    else points.push({ time, running });
  }
  return points;
}

/** The most that ran at once. */
export function mostParallel(points: readonly ParallelPoint[]): number {
  return points.reduce((most, { running }) => Math.max(most, running), 0);
}
