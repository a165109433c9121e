import { parseDuration } from "../../../util/duration.js";
import type { Environment } from "./proxied-fetch.js";

/** How long a server may say nothing, milliseconds. */
const defaultSilence = 30_000;
/** How many times as long a registry may check and store a blob that it has got whole. */
const storingFactor = 10;

/** How long a registry may be silent, milliseconds each. */
export interface SilenceLimits {
  /** Until it begins to answer, and between two pieces of an answer or of an upload that it takes. */
  readonly answer: number;
  /** Until it answers to the end of a blob, which it has to check and may have to move. */
  readonly stored: number;
}

/** The limits by `SLIPWAY_REGISTRY_TIMEOUT`, a duration such as `2m`; 30 seconds without one, or with a bad one. */
export function silenceLimits(env: Environment): SilenceLimits {
  const answer = durationOf(env.SLIPWAY_REGISTRY_TIMEOUT ?? "") ?? defaultSilence;
  return { answer, stored: answer * storingFactor };
}

function durationOf(text: string): number | undefined {
  try {
    const milliseconds = parseDuration(text);
    return milliseconds > 0 ? Math.min(milliseconds, 2 ** 31 / storingFactor - 1) : undefined;
  } catch {
    return undefined;
  }
}

/** Thrown for a server that said nothing for as long as it may. */
export class SilenceError extends Error {
  override readonly name = "SilenceError";

  constructor(milliseconds: number) {
    super(`no answer for ${milliseconds / 1000} s`);
  }
}

/** Calls `onSilence` when a server owes an answer for too long. Time in which it owes none does not count. */
export class SilenceWatch {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly onSilence: (error: SilenceError) => void,
  ) {
    this.wait();
  }

  /** From now on the server owes something. */
  wait(milliseconds = this.milliseconds): void {
    this.stop();
    this.#timer = setTimeout(() => this.onSilence(new SilenceError(milliseconds)), milliseconds);
  }

  /** From now on it does not. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
