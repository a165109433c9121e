/** Where the displays take time from; tests put their own in its place. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Calls `callback` once after `delay` milliseconds; returns how to call it off. */
  setTimer(callback: () => void, delay: number): () => void;
}

/** The machine's clock. Its timers never keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(callback, delay) {
    const timer = setTimeout(callback, delay);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Unix milliseconds as the nanoseconds that status updates count in. */
export function toUnixNanos(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds)) * 1_000_000n;
}

/** Unix nanoseconds as milliseconds, exact to well under a microsecond. */
export function toUnixMillis(nanos: bigint): number {
  return Number(nanos) / 1e6;
}
