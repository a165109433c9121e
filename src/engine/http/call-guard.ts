import { canceledError, SlipwayError } from "../../errors/index.js";

/** Watches one call: tells it once, with the reason, when it is to be given up. */
export interface CallGuard {
  /** Stops watching. */
  release(): void;
}

/**
 * Calls `giveUp` when the signal aborts or the time is over, whichever comes first.
 *
 * @param what the call as the message names it, e.g. `POST /containers/create`
 */
export function guardCall(
  what: string,
  limits: { readonly signal?: AbortSignal | undefined; readonly timeout?: number | undefined },
  giveUp: (reason: SlipwayError) => void,
): CallGuard {
  const { signal, timeout } = limits;
  const onAbort = (): void => giveUp(canceledError(signal));
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => {
          giveUp(
            new SlipwayError("timeout", `the Docker daemon did not finish ${what} in ${timeout / 1000} s`, {
              hint: "check the daemon's load and its log",
            }),
          );
        }, timeout);
  signal?.addEventListener("abort", onAbort, { once: true });
  return {
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}
