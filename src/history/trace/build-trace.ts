import { setTimeout as sleep } from "node:timers/promises";
import type { Descriptor } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { canceledError, SlipwayError, withCaller } from "../../errors/index.js";
import { sortKeys } from "../../util/go-json.js";
import { quoteGo } from "../../util/go-quote.js";
import { parseJson } from "../../util/json-value.js";
import { checkHistoryCall, historyOptions } from "../history-door.js";
import type { HistoryNode, HistoryOptions } from "../history-node.js";
import { readBlob } from "../inspect/read-blob.js";
import { findRecord, queryRecords } from "../query/query-records.js";
import { withHistory } from "../with-history.js";
import { jaegerProcess, jaegerSpan } from "./jaeger-span.js";
import type { JaegerTrace } from "./jaeger-types.js";
import { jsonObjects } from "./json-objects.js";

/** How long the last spans of a build that has just ended are waited for, milliseconds. */
const LATE_SPANS = 1_000;

/**
 * What the daemon, and the client where it told it, did during a build and when: its OpenTelemetry trace in Jaeger's form.
 * `ref` is the id of a build that has ended, empty for the newest, `^1` for the one before that.
 *
 * @throws SlipwayError `not-found` also for a build without a trace, `invalid-argument`, what booting throws, what a
 * daemon reports, `protocol-error` for a trace that is damaged.
 */
export async function buildTrace(
  builder: string | undefined,
  ref = "",
  options: HistoryOptions = {},
): Promise<JaegerTrace> {
  return withCaller(buildTrace, () => {
    checkHistoryCall("buildTrace", historyOptions, { builder, ref, options });
    return withHistory(builder, options, async (nodes) => {
      const { signal } = options;
      const { record, node } = await findRecord(nodes, { ref, completedOnly: true, signal });
      const trace = record.trace ?? (await finalizedTrace(node, record.ref, signal));
      return parseTrace(await readBlob(node.client, trace, { signal }), record.ref);
    });
  });
}

async function finalizedTrace(
  node: HistoryNode,
  ref: string,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  await sleep(LATE_SPANS, undefined, { signal }).catch(() => {
    throw canceledError(signal);
  });
  await node.client.updateBuildHistory({ ref, finalize: true }, { signal });
  const [found] = await queryRecords([node], { ref, completedOnly: true, signal });
  if (found === undefined) throw new SlipwayError("not-found", `build record ${quoteGo(ref)} was deleted`);
  if (found.record.trace !== undefined) return found.record.trace;
  throw new SlipwayError("not-found", `build record ${quoteGo(ref)} is missing a trace`);
}

/**
 * A trace as the daemon stores it: one JSON object after the other, each a span.
 *
 * @throws SlipwayError `protocol-error` for a span that is no JSON, `not-found` when there is none.
 */
export function parseTrace(blob: Uint8Array, ref: string): JaegerTrace {
  const stored = [...jsonObjects(blob)].map((text) => {
    const span = parseJson(Buffer.from(text).toString("utf8"));
    if (span !== undefined) return span;
    throw new SlipwayError(
      "protocol-error",
      `the trace of build ${ref} is damaged: a span of it is not JSON`,
    );
  });
  const spans = stored.map((span, index) => jaegerSpan(span, `p${index}`));
  const [first] = spans;
  if (first === undefined) throw new SlipwayError("not-found", "no trace data", { details: { ref } });
  const processes = Object.fromEntries(stored.map((span, index) => [`p${index}`, jaegerProcess(span)]));
  return { traceID: first.traceID, spans, processes: sortKeys(processes), warnings: null };
}
