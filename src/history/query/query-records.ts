import type { BuildHistoryRecord } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { SlipwayError } from "../../errors/index.js";
import type { UnixNanos } from "../../progress/model/status.js";
import { quoteGo } from "../../util/go-quote.js";
import type { HistoryNode } from "../history-node.js";
import { eachRecord } from "../list-records.js";
import type { RecordFilter } from "./record-filter.js";
import { parseOffset } from "./record-offset.js";
import { byAge } from "./record-times.js";

/** A record with the node that keeps it. */
export interface FoundRecord {
  readonly record: BuildHistoryRecord;
  readonly node: HistoryNode;
  /** What time it was for the daemon when it listed the record; undefined for an old one. */
  readonly now: UnixNanos | undefined;
}

/** What is looked for. */
export interface RecordQuery {
  /** A build's id, `^N` for the build before the N last ones, or nothing for all. */
  readonly ref: string;
  /** Leave out builds that run. Default false. */
  readonly completedOnly?: boolean | undefined;
  readonly filters?: readonly RecordFilter[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How many builds that have ended each node shows. */
const LIMIT = 50;

/** What of a list is kept before it is cut: a daemon may send without an end. */
const MOST_KEPT = 2_000;

/**
 * The records that a query names on all nodes, newest first. The daemons are not asked for an id: they would remember
 * that they were, and then only mark the record as deleted when it is removed.
 *
 * @throws SlipwayError `invalid-argument` for an offset that is none, `not-found` for one that is too large, what a
 * daemon reports.
 */
export async function queryRecords(
  nodes: readonly HistoryNode[],
  query: RecordQuery,
): Promise<FoundRecord[]> {
  const offset = parseOffset(query.ref);
  const lists = await Promise.all(
    nodes.map((node) => listNode(node, offset === undefined ? query : { ...query, ref: "" })),
  );
  const found = lists.flat().sort((a, b) => byAge(a.record, b.record));
  if (offset === undefined) return found;
  if (offset > found.length) {
    const rest = offset - found.length;
    throw new SlipwayError("not-found", `no completed build found with offset ${rest}`);
  }
  return found.slice(Math.max(0, offset)).slice(0, 1);
}

/**
 * The newest of the records that a reference names.
 *
 * @throws SlipwayError `not-found`; what {@link queryRecords} throws.
 */
export async function findRecord(nodes: readonly HistoryNode[], query: RecordQuery): Promise<FoundRecord> {
  const [newest] = await queryRecords(nodes, query);
  if (newest === undefined) throw noRecord(query.ref);
  return newest;
}

/** The error for a reference that names nothing. */
export function noRecord(ref: string): SlipwayError {
  const message = ref === "" ? "no records found" : `no record found for ref ${quoteGo(ref)}`;
  return new SlipwayError("not-found", message, {
    details: { ref },
    hint: ref === "" ? undefined : "`slipway history ls` lists the records",
  });
}

async function listNode(
  node: HistoryNode,
  { ref, completedOnly = false, filters = [], signal }: RecordQuery,
): Promise<FoundRecord[]> {
  const running: BuildHistoryRecord[] = [];
  let ended: BuildHistoryRecord[] = [];
  let now: UnixNanos | undefined;
  const cut = () => {
    ended = ended.sort(byAge).slice(0, LIMIT);
  };
  const take = ({ record, completed }: { record: BuildHistoryRecord; completed: boolean }) => {
    if (ref !== "" && record.ref !== ref) return;
    if (!filters.every((filter) => filter(record))) return;
    if (!completed && !completedOnly && running.length < MOST_KEPT) running.push(record);
    if (!completed) return;
    ended.push(record);
    if (ended.length >= MOST_KEPT) cut();
  };
  const onClock = (time: UnixNanos) => {
    now = time;
  };
  await eachRecord(node.client, { ...listRequest(node, ref, filters) }, take, { signal, onClock });
  cut();
  return [...running, ...ended].map((record) => ({ record, node, now }));
}

/** Filters are applied here alone, so that they are the same for every daemon; then the limit is not the daemon's either. */
function listRequest({ limits }: HistoryNode, ref: string, filters: readonly RecordFilter[]) {
  if (!limits || filters.length > 0) return {};
  if (ref === "") return { limit: LIMIT };
  return /^[a-z0-9]+$/i.test(ref) ? { filter: [`ref==${ref}`] } : {};
}
