import { BuildError, fromDaemonError } from "../../buildkit/client/index.js";
import { GrpcError } from "../../buildkit/transport/index.js";
import { isDigest } from "../../oci/digest.js";
import { formatSourceSnippet } from "../../progress/display/source-snippet.js";
import type { FoundRecord } from "../query/query-records.js";
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

/** Why a build failed, with what the daemon stored beside the message; undefined when it did not. */
export async function readFailure(
  { record, node }: FoundRecord,
  options: FailureOptions,
): Promise<BuildFailureDetails | undefined> {
  const { error, externalError } = record;
  if (error === undefined && externalError === undefined) return undefined;
  const failure = { grpcCode: error?.code ?? 0, message: error?.message ?? "" };
  const nothing = { ...failure, log: [], snippets: [], stack: "" };
  if (externalError === undefined) return nothing;
  const what = `failed to read external error ${externalError.digest}`;
  const blob = await readSmallBlob(node.client, externalError, what, options);
  if (blob === undefined) return nothing;
  const stack = stackText(blob);
  const told = fromDaemonError(new GrpcError(failure.grpcCode, failure.message, blob));
  if (!(told instanceof BuildError)) return { ...nothing, stack };
  const { sources, vertex } = told.failure;
  const step = await readStep(record.ref, node.client, vertex, options);
  return {
    ...failure,
    ...(step?.name === undefined ? {} : { step: step.name }),
    log: step?.lines ?? [],
    snippets: sources.map(formatSourceSnippet),
    stack,
  };
}

async function readStep(
  ref: string,
  client: FoundRecord["node"]["client"],
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
