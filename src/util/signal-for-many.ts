import { setMaxListeners } from "node:events";

/**
 * A signal that is aborted with any of the given ones and may be listened to by any number of targets and steps: Node
 * takes more than ten listeners of one signal for a leak, and warns.
 */
export function signalForMany(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const own = AbortSignal.any(signals.filter((signal) => signal !== undefined));
  setMaxListeners(0, own);
  return own;
}
