import { SlipwayError } from "./slipway-error.js";

/**
 * The error for what ended because `signal` aborted, whatever the signal was given as its reason: code `canceled`, the
 * reason as its cause. A SlipwayError that the signal carries is kept.
 */
export function canceledError(signal?: AbortSignal): SlipwayError {
  const reason: unknown = signal?.reason;
  if (reason instanceof SlipwayError) return reason;
  return new SlipwayError("canceled", "the operation was canceled", { cause: reason });
}

/** Throws {@link canceledError} if the signal has aborted. */
export function throwIfCanceled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw canceledError(signal);
}
