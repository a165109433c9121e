/** Milliseconds since some moment, by a clock that nobody sets. Costs less to begin with than Node's `performance`. */
export function monotonicNow(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}
