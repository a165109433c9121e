import type { ConnectedOptions } from "../../builder/index.js";
import { contextFields } from "../../builder/options/context-options.js";
import { withCaller } from "../../errors/index.js";
import { fields, list as listOf, text } from "../../util/options/index.js";
import { checkHistoryCall, historyOptions } from "../history-door.js";
import type { HistoryOptions } from "../history-node.js";
import { findRecord, queryRecords } from "../query/query-records.js";
import { parseRecordFilter, type RecordFilter } from "../query/record-filter.js";
import { withHistory } from "../with-history.js";
import type { BuildRecord } from "./build-record.js";
import { describeRecord, localState } from "./describe-record.js";

/** Options of listBuilds. */
export interface ListBuildsOptions extends HistoryOptions {
  /**
   * Only builds that pass all of these: `status=error`, `ref=…` and `repository=…` (a part of it), the same with `!=`;
   * `startedAt>…` and `completedAt<…` with an age such as `1h` or a time of RFC 3339, `duration>1m`. Default: all.
   */
  readonly filters?: readonly string[];
  /** Only builds of the Git repository that this directory is in. Default: of any. */
  readonly localTo?: string | undefined;
}

/** {@link ListBuildsOptions}, described. */
export const listBuildsOptions = fields<ListBuildsOptions>({
  ...contextFields,
  filters: listOf(text),
  localTo: text,
});

/**
 * The builds that the nodes of a builder remember, newest first and at most 50 of each node beside those that run; the
 * current builder's when `builder` is undefined. Boots nodes that do not run.
 *
 * @throws SlipwayError `invalid-argument` for a bad filter, `not-found`, what booting throws, what a daemon reports.
 */
export async function listBuilds(
  builder: string | undefined,
  options: ListBuildsOptions = {},
): Promise<BuildRecord[]> {
  return withCaller(listBuilds, () => {
    checkHistoryCall("listBuilds", listBuildsOptions, { builder, options });
    return list(builder, options);
  });
}

async function list(
  builder: string | undefined,
  options: ListBuildsOptions & ConnectedOptions,
): Promise<BuildRecord[]> {
  const now = Date.now();
  const filters = (options.filters ?? []).map((filter) => parseRecordFilter(filter, now));
  return withHistory(builder, options, async (nodes) => {
    const local = await localFilters(options);
    const query = { ref: "", filters: [...local, ...filters], signal: options.signal };
    const found = await queryRecords(nodes, query);
    return Promise.all(
      found.map(async (record) => describeRecord(record, await localState(record, options))),
    );
  });
}

async function localFilters({
  localTo,
  env = process.env,
  signal,
}: ListBuildsOptions): Promise<RecordFilter[]> {
  if (localTo === undefined) return [];
  const { localFilter } = await import("../query/local-repository.js");
  return [await localFilter(localTo, { env, signal })];
}

/**
 * One build: that of the id `ref`, the newest for an empty text, `^1` the one before that. Boots nodes that do not run.
 *
 * @throws SlipwayError `not-found`, `invalid-argument`, what booting throws, what a daemon reports.
 */
export async function findBuild(
  builder: string | undefined,
  ref = "",
  options: HistoryOptions = {},
): Promise<BuildRecord> {
  return withCaller(findBuild, () => {
    checkHistoryCall("findBuild", historyOptions, { builder, ref, options });
    return withHistory(builder, options, async (nodes) => {
      const found = await findRecord(nodes, { ref, signal: options.signal });
      return describeRecord(found, await localState(found, options));
    });
  });
}
