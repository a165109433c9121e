import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError, throwIfCanceled } from "../../errors/index.js";
import { reportVertex } from "../../progress/index.js";
import type { DriverOperationOptions } from "../contract/driver.js";
import { isPermanent } from "./unreachable.js";

/** How long a daemon that is coming up is waited for, and between two questions, in milliseconds. */
export interface Patience {
  readonly total: number;
  readonly pause: number;
}

const buildxPatience: Patience = { total: 20_000, pause: 1000 };

/**
 * Waits until a daemon answers.
 *
 * @param ask rejects while it does not answer
 * @throws SlipwayError what `ask` rejects with when no waiting mends it; `daemon-unreachable` when the time is up, with
 * the last failure; `canceled`.
 */
export async function waitForDaemon(
  ask: (signal: AbortSignal) => Promise<void>,
  { signal, progress }: DriverOperationOptions = {},
  patience: Patience = buildxPatience,
): Promise<void> {
  const timeUp = AbortSignal.timeout(patience.total);
  const either = signal === undefined ? timeUp : AbortSignal.any([timeUp, signal]);
  const first = await attempt(ask, either, signal);
  if (first === undefined) return;
  await reportVertex(progress, "[internal] waiting for connection", async () => {
    for (let last = first; ; ) {
      await sleep(patience.pause, undefined, { signal: either }).catch(() => undefined);
      throwIfCanceled(signal);
      if (timeUp.aborted) throw timedOut(last);
      const failure = await attempt(ask, either, signal);
      if (failure === undefined) return;
      if (!timeUp.aborted) last = failure;
    }
  });
}

/** Why the daemon did not answer; undefined when it did. Throws what no waiting mends. */
async function attempt(
  ask: (signal: AbortSignal) => Promise<void>,
  either: AbortSignal,
  signal: AbortSignal | undefined,
): Promise<SlipwayError | undefined> {
  try {
    await ask(either);
    return undefined;
  } catch (reason) {
    throwIfCanceled(signal);
    const error = SlipwayError.from(reason);
    if (isPermanent(error) && !either.aborted) throw error;
    return error;
  }
}

function timedOut(last: SlipwayError): SlipwayError {
  const told = last.code !== "canceled";
  return new SlipwayError(
    "daemon-unreachable",
    `context deadline exceeded${told ? `: ${last.message}` : ""}`,
    {
      cause: last,
      hint: told ? last.hint : "the daemon takes connections and does not answer",
      details: last.details,
    },
  );
}
