import type { UnixNanos, VertexStatus } from "../model/status.js";

/** How fast a transfer is and how long it will go on. */
export interface TransferSpeed {
  /** Bytes. */
  readonly perSecond: number;
  /** Part that is done, from 0 to 1; unknown without a total. */
  readonly share?: number;
  /** Unknown without a total, and while nothing moves. */
  readonly secondsLeft?: number;
}

interface Sample {
  readonly at: UnixNanos;
  readonly bytes: number;
}

/** How far back the speed looks: long enough to be calm, short enough to show a stall. */
const WINDOW = 5_000_000_000n;
/** No speed is told of a shorter time. */
const LEAST_TIME = 200_000_000n;

/** Measures running transfers, each time they are drawn. */
export class TransferSpeeds {
  readonly #samples = new Map<string, Sample[]>();

  /**
   * The speed of a running status over the last five seconds; undefined for one that is none of a transfer, or too
   * young to tell.
   */
  measure(status: VertexStatus, now: UnixNanos): TransferSpeed | undefined {
    if (status.started === undefined || status.current <= 0) return undefined;
    const key = keyOf(status);
    const samples = this.#samples.get(key) ?? [{ at: status.started, bytes: 0 }];
    this.#samples.set(key, samples);
    samples.push({ at: now, bytes: status.current });
    while ((samples[1]?.at ?? now) <= now - WINDOW) samples.shift();
    const [first] = samples;
    if (first === undefined || now - first.at < LEAST_TIME) return undefined;
    const perSecond = Math.max(0, ((status.current - first.bytes) / Number(now - first.at)) * 1e9);
    return { perSecond, ...remaining(status, perSecond) };
  }

  /** Forgets a transfer that is over. */
  forget(status: VertexStatus): void {
    this.#samples.delete(keyOf(status));
  }
}

/** The bytes there will be in all, as far as anyone knows; 0 if nobody does. */
export function expectedTotal({ current, total, expected = 0 }: VertexStatus): number {
  if (total > 0) return total;
  return expected >= current ? expected : 0;
}

function remaining(status: VertexStatus, perSecond: number): Partial<TransferSpeed> {
  const total = expectedTotal(status);
  if (total <= 0) return {};
  const share = Math.min(1, status.current / total);
  if (perSecond <= 0) return { share };
  return { share, secondsLeft: Math.max(0, total - status.current) / perSecond };
}

function keyOf(status: VertexStatus): string {
  return `${status.vertex} ${status.id}`;
}
