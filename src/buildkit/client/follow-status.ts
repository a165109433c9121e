import type { ProgressSink } from "../../progress/model/status.js";
import type { GrpcChannel } from "../transport/types.js";
import { callServerStream, control } from "./methods.js";
import { toSolveStatus } from "./solve-status.js";

/** Whose progress is followed, and who is told. */
export interface StatusOptions {
  /** The build's id. */
  readonly ref: string;
  readonly progress?: ProgressSink | undefined;
}

/** How long progress may stay silent after the solve before it is cut off. */
const STATUS_DRAIN_MS = 5_000;

/** Progress until the daemon ends it, or until it has been silent for a while after `solved`. */
export async function followStatus(
  channel: GrpcChannel,
  options: StatusOptions,
  solved: Promise<unknown>,
): Promise<void> {
  const stop = new AbortController();
  let quietTimer: NodeJS.Timeout | undefined;
  const armQuietTimer = () => {
    clearTimeout(quietTimer);
    quietTimer = setTimeout(() => stop.abort(), STATUS_DRAIN_MS);
  };
  let draining = false;
  const watching = solved
    .then(
      () => undefined,
      () => undefined,
    )
    .then(() => {
      draining = true;
      armQuietTimer();
    });
  const onStatus = (status: Parameters<typeof toSolveStatus>[0]) => {
    if (draining) armQuietTimer();
    options.progress?.update(toSolveStatus(status));
  };
  try {
    await callServerStream(channel, control.status, { ref: options.ref }, onStatus, { signal: stop.signal });
  } catch {
    // The solve's own result says how the build ended; a lost progress stream adds nothing to it.
  } finally {
    await watching;
    clearTimeout(quietTimer);
  }
}
