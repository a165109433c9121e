import type { ProgressSink } from "../../progress/model/status.js";
import { onAbort } from "../transport/abort-hub.js";
import type { GrpcChannel } from "../transport/types.js";
import { isAnswer } from "./error-details.js";
import { callServerStream, control } from "./methods.js";
import { toSolveStatus } from "./solve-status.js";

/** Whose progress is followed, and who is told. */
export interface StatusOptions {
  /** The build's id. */
  readonly ref: string;
  readonly progress?: ProgressSink | undefined;
  /** Calls the build off. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * How long the rest of the progress may take after the solve, in milliseconds: a log has to be read to its end, but it
 * may be endless.
 */
const REST_MS = 3_000;
/** The same of a build that was called off: the daemon still tells which steps that concerned. */
const CALLED_OFF_MS = 1_000;
/** The same where the call was cut, so that no more is to be expected. */
const CUT_MS = 200;

/** Progress until the daemon ends it, or until it has gone on for a while after `solved`. */
export async function followStatus(
  channel: GrpcChannel,
  { ref, progress, signal }: StatusOptions,
  solved: Promise<unknown>,
): Promise<void> {
  const stop = new AbortController();
  const limits: NodeJS.Timeout[] = [];
  const stopWithin = (milliseconds: number) => {
    limits.push(setTimeout(() => stop.abort(), milliseconds));
  };
  const forget = signal && onAbort(signal, () => stopWithin(CALLED_OFF_MS));
  const watching = solved.then(
    () => stopWithin(REST_MS),
    (reason: unknown) => stopWithin(signal?.aborted ? CALLED_OFF_MS : isAnswer(reason) ? REST_MS : CUT_MS),
  );
  const onStatus = (status: Parameters<typeof toSolveStatus>[0]) => {
    progress?.update(toSolveStatus(status));
  };
  try {
    await callServerStream(channel, control.status, { ref }, onStatus, { signal: stop.signal });
  } catch {
    // The solve's own result says how the build ended; a lost progress stream adds nothing to it.
  } finally {
    await watching;
    forget?.();
    for (const limit of limits) clearTimeout(limit);
  }
}
