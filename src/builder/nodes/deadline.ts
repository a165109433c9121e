import { SlipwayError } from "../../errors/index.js";

/** Bound on loading the state of nodes unless told otherwise, milliseconds. */
export const defaultStatusTimeout = 20_000;

/** What is unfinished when the time runs out before the state of a builder or node is known. */
export function stateUnknown(what: string): string {
  return `the state of ${what} was not known`;
}

/** A signal that fires after a time, or when the whole operation is cancelled; and knows which of the two it was. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #timeout: number;
  readonly #timer: NodeJS.Timeout;
  #expired = false;

  /** @param timeout milliseconds */
  constructor(timeout: number, signal: AbortSignal | undefined) {
    const controller = new AbortController();
    this.#timeout = timeout;
    this.#timer = setTimeout(() => {
      this.#expired = true;
      controller.abort();
    }, timeout);
    this.signal = signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal]);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  /** The error, or the one that says that something is `unfinished` when the time ran out and it came for that. */
  explain(error: unknown, unfinished: string, hint = "raise the limit with --timeout"): SlipwayError {
    if (!this.#expired) return SlipwayError.from(error, "engine-error");
    const message = `${unfinished} after ${this.#timeout / 1000} s`;
    return new SlipwayError("timeout", message, { cause: error, hint });
  }
}
