import { setTimeout as sleep } from "node:timers/promises";
import { canceledError, isError, SlipwayError } from "../../../errors/index.js";
import { errorCode } from "../../../util/error-code.js";
import type { HttpAnswer } from "./http-answer.js";

/** How often a request is sent at most. */
export const attempts = 4;
/** Milliseconds before the first repetition; doubled for each further one. */
const firstDelay = 250;
/** The longest a registry's Retry-After is obeyed, milliseconds. */
const longestDelay = 10_000;
const passingStatuses = new Set([408, 429, 500, 502, 503, 504]);
const passingNetworkErrors = new Set([
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_SOCKET",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
]);

/** True for a status that may be another one the next time. */
export function isPassingStatus(status: number): boolean {
  return passingStatuses.has(status);
}

/** True for a connection that broke, where a new one may not. */
export function isBrokenConnection(reason: unknown): boolean {
  if (!isError(reason)) return false;
  return passingNetworkErrors.has(errorCode(reason) ?? errorCode(reason.cause) ?? "");
}

/** True for the error of a request that failed for a reason which may pass. */
export function isPassingFailure(reason: unknown): boolean {
  if (!(reason instanceof SlipwayError)) return isBrokenConnection(reason);
  const { status } = reason.details;
  return typeof status === "number" ? isPassingStatus(status) : isBrokenConnection(reason.cause);
}

/**
 * Waits before a repetition: as long as the registry asks for, within limits, else longer each time.
 *
 * @param attempt the one that has failed, from 1
 * @throws SlipwayError `canceled`
 */
export async function pauseAfter(
  attempt: number,
  signal: AbortSignal | undefined,
  response?: HttpAnswer,
): Promise<void> {
  const asked = Number(response?.headers.get("retry-after") ?? Number.NaN) * 1000;
  const delay = asked >= 0 ? Math.min(asked, longestDelay) : firstDelay * 2 ** (attempt - 1);
  await sleep(delay, undefined, { signal }).catch(() => {
    throw canceledError(signal);
  });
}
