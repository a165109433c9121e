import { BuildError, type BuildFailure, fromDaemonError } from "../../buildkit/client/index.js";
import { GrpcError } from "../../buildkit/transport/index.js";
import { isDigest } from "../../oci/digest.js";
import { formatSourceSnippet } from "../../progress/display/source-snippet.js";
import type { StoredRecord } from "../stored-record.js";
import type { BuildFailureDetails } from "./build-details.js";
import { readSmallBlob } from "./read-blob.js";
import { stackText } from "./stack-text.js";
import { StepLog } from "./step-log.js";

/** How much of the failing step's output is shown, lines. */
const LOG_LINES = 16;

/** What {@link readFailure} works with. */
export interface FailureOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of what cannot be read. */
  readonly problems: string[];
}

/** What the daemon stored beside the message of a build that failed. */
export interface StoredFailure {
  /** Undefined where the error has nothing to tell. */
  readonly failure: BuildFailure | undefined;
  /** Where in the daemon's code it came from. */
  readonly stack: string;
}

/** Reads what the daemon stored beside the message; undefined where that is nothing, or cannot be read. */
export async function readStoredFailure(
  { record, node }: StoredRecord,
  options: FailureOptions,
): Promise<StoredFailure | undefined> {
  const { error, externalError } = record;
  if (externalError === undefined) return undefined;
  const what = `failed to read external error ${externalError.digest}`;
  const blob = await readSmallBlob(node.client, externalError, what, options);
  if (blob === undefined) return undefined;
  const told = fromDaemonError(new GrpcError(error?.code ?? 0, error?.message ?? "", blob));
  return { failure: told instanceof BuildError ? told.failure : undefined, stack: stackText(blob) };
}

/** Why a build failed, with what the daemon stored beside the message; undefined when it did not. */
export async function readFailure(
  found: StoredRecord,
  options: FailureOptions,
): Promise<BuildFailureDetails | undefined> {
  const { error, externalError, ref } = found.record;
  if (error === undefined && externalError === undefined) return undefined;
  const failure = { grpcCode: error?.code ?? 0, message: error?.message ?? "" };
  const stored = await readStoredFailure(found, options);
  if (stored?.failure === undefined) {
    return { ...failure, log: [], snippets: [], stack: stored?.stack ?? "" };
  }
  const { sources, vertex } = stored.failure;
  const step = await readStep(ref, found.node.client, vertex, options);
  return {
    ...failure,
    ...(step?.name === undefined ? {} : { step: step.name }),
    log: step?.lines ?? [],
    snippets: sources.map(formatSourceSnippet),
    stack: stored.stack,
  };
}

async function readStep(
  ref: string,
  client: StoredRecord["node"]["client"],
  vertex: string | undefined,
  { signal, problems }: FailureOptions,
): Promise<StepLog | undefined> {
  if (vertex === undefined || !isDigest(vertex)) return undefined;
  const log = new StepLog(vertex, LOG_LINES);
  try {
    await client.status(ref, (status) => log.update(status), { signal });
  } catch (reason) {
    if (signal?.aborted) throw reason;
    problems.push(
      `failed to load vertex logs ${vertex}: ${reason instanceof Error ? reason.message : reason}`,
    );
  }
  return log;
}
