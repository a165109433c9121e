import { SlipwayError } from "./slipway-error.js";
import { framesOf } from "./stack-frames.js";

/**
 * Does the work of a public function. An error that comes of it tells in its stack who called: errors are often made
 * where a socket or a timer wakes, and then nothing leads back to the program.
 *
 * @param publicFunction the function itself: the frames above it are the caller's
 */
export async function withCaller<T>(
  publicFunction: (...args: never[]) => unknown,
  work: () => Promise<T>,
): Promise<T> {
  const called = new Error();
  Error.captureStackTrace(called, publicFunction);
  try {
    return await work();
  } catch (reason) {
    if (reason instanceof SlipwayError) addCaller(reason, called);
    throw reason;
  }
}

function addCaller(error: SlipwayError, called: Error): void {
  const caller = framesOf(called);
  const [, nearest] = caller.split("\n", 2);
  if (nearest === undefined || error.stack === undefined || error.stack.includes(nearest)) return;
  error.stack += caller;
}
