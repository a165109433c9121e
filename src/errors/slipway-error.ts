import type { SlipwayErrorCode } from "./codes.js";

/** What a {@link SlipwayError} carries beside its message. */
export interface SlipwayErrorOptions {
  /** The error underneath, kept for debugging; its text is not repeated in the message unless it helps the user. */
  readonly cause?: unknown | undefined;
  /** What to do next, one sentence without a trailing newline. */
  readonly hint?: string | undefined;
  /** Machine-readable facts about the failure. Never holds a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The one error type that leaves Slipway. `code` says what kind of failure it is and is stable; `message` is one
 * sentence that names the thing that failed. No caller ever has to match the text.
 */
export class SlipwayError extends Error {
  override readonly name: string = "SlipwayError";
  readonly code: SlipwayErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: SlipwayErrorCode, message: string, options: SlipwayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  /**
   * Turns anything that was thrown into a SlipwayError: a SlipwayError stays itself, an abort becomes `canceled`,
   * everything else gets `fallbackCode`.
   */
  static from(reason: unknown, fallbackCode: SlipwayErrorCode = "internal"): SlipwayError {
    if (reason instanceof SlipwayError) return reason;
    if (reason instanceof Error) {
      const code = reason.name === "AbortError" ? "canceled" : fallbackCode;
      return new SlipwayError(code, reason.message, { cause: reason });
    }
    return new SlipwayError(fallbackCode, String(reason), { cause: reason });
  }
}

/** True when `reason` is a {@link SlipwayError}, of the given code if one is given. */
export function isSlipwayError(reason: unknown, code?: SlipwayErrorCode): reason is SlipwayError {
  return reason instanceof SlipwayError && (code === undefined || reason.code === code);
}
