import { canceledError, throwIfCanceled } from "../errors/index.js";

/**
 * What the promise comes to, unless the signal aborts before: the promise then goes on, and nobody waits for it.
 *
 * @throws SlipwayError as {@link canceledError}; what the promise rejects with.
 */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return promise;
  // Nobody waits for it either where the signal has aborted already.
  promise.catch(() => undefined);
  throwIfCanceled(signal);
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(canceledError(signal));
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
