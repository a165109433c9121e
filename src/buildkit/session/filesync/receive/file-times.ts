/**
 * A modification time as Node's utimes calls take it. They truncate to microseconds, whatever the file system keeps, so
 * a time arrives less than one microsecond early; half a microsecond on top keeps the truncation from losing a whole one.
 * Times before 1970 keep milliseconds: Node takes negative numbers for "now", but not negative dates.
 */
export function toUtimes(nanoseconds: bigint): number | Date {
  if (nanoseconds < 0n) return new Date(Number(nanoseconds / 1_000_000n));
  const microseconds = nanoseconds / 1000n;
  const seconds = Number(microseconds / 1_000_000n);
  return seconds + (Number(microseconds % 1_000_000n) + 0.5) / 1e6;
}
