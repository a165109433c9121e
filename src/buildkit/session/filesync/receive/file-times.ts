/**
 * A modification time as Node's utimes calls take it: seconds, whose double steps by a quarter of a microsecond in our
 * time. Runtimes differ in what they do with the rest: older ones cut it to microseconds, newer ones keep it. The number
 * here is the nearest one within the wanted microsecond, so that a file has the right microsecond on all of them, and the
 * right quarter of it where it can.
 * Times before 1970 are text: Node takes negative numbers for "now", but not when they are written out.
 */
export function toUtimes(nanoseconds: bigint): number | string {
  if (nanoseconds < 0n) return String(Number(nanoseconds) / 1e9);
  const whole = Number(nanoseconds / 1_000_000_000n);
  const rest = Number(nanoseconds % 1_000_000_000n);
  const wanted = Math.floor(rest / 1000);
  const time = whole + rest / 1e9;
  const got = microsecondOf(time, whole);
  return got === wanted ? time : time + Math.sign(wanted - got) * stepAt(time);
}

/** Which microsecond of the second `whole` a runtime finds in `time`: the arithmetic of libuv. */
function microsecondOf(time: number, whole: number): number {
  return Math.floor(Math.trunc((time - whole) * 1e9) / 1000);
}

/** The distance from one double to the next. */
function stepAt(time: number): number {
  return 2 ** (Math.floor(Math.log2(time)) - 52);
}
