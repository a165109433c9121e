import { prefixed, SlipwayError, withCaller } from "../../errors/index.js";
import { checkArgument, checkOptions, fields, list, milliseconds, text } from "../../util/options/index.js";
import { type NodesOptions, withNodes } from "../nodes/with-nodes.js";
import { contextFields, operationFields } from "../options/context-options.js";
import type { BuilderOptions, OnBuilder } from "../types.js";
import { parseCacheFilters } from "./cache-filters.js";
import { type CacheRecord, cacheRecordOf } from "./cache-record.js";

/** Options of diskUsage: the flags of `du`. */
export interface DiskUsageOptions extends NodesOptions, BuilderOptions {
  /** `key=value`, `key!=value`, `key~=value`, `until=24h`. Default: everything. */
  readonly filters?: readonly string[];
}

const ownFields = { filters: list(text), timeout: milliseconds } as const;

/** {@link DiskUsageOptions}, described. */
export const diskUsageOptions = fields<DiskUsageOptions>({ ...contextFields, ...ownFields });

/** The same on a builder at hand. */
export const onBuilderDiskUsage = fields<OnBuilder<DiskUsageOptions>>({ ...operationFields, ...ownFields });

/**
 * What the cache of a builder holds, node after node, the smallest records first; the current builder's when `builder`
 * is undefined. Boots nothing.
 *
 * @throws SlipwayError `invalid-argument` for a bad filter, `not-found`, `timeout`, what an engine or a daemon reports.
 */
export async function diskUsage(
  builder: string | undefined,
  options: DiskUsageOptions = {},
): Promise<CacheRecord[]> {
  return withCaller(diskUsage, () => {
    checkArgument("diskUsage", "builder", text, builder);
    checkOptions("diskUsage", diskUsageOptions, options);
    return askUsage(builder, options);
  });
}

/** As {@link diskUsage}, of options that are known to be good. */
export async function askUsage(
  builder: string | undefined,
  options: DiskUsageOptions,
): Promise<CacheRecord[]> {
  const { filter, keepDuration } = parseCacheFilters(options.filters ?? []);
  const call = { signal: options.signal };
  const { toUnixNanos } = await import("../../buildkit/client/index.js");
  const nodes = await withNodes(builder, options, async (client, node) => {
    const request = { filter: [filter], ageLimit: keepDuration };
    const records = await client.diskUsage(request, call).catch((reason: unknown) => {
      throw refusal(reason);
    });
    return records.map((record) => cacheRecordOf(node.name, record, toUnixNanos)).sort(bySize);
  });
  return nodes.flat();
}

/** What a daemon answers says nothing of the question. */
function refusal(reason: unknown): SlipwayError {
  const error = SlipwayError.from(reason);
  return error.details.grpcCode === undefined ? error : prefixed(error, "failed to call diskusage: ");
}

function bySize(a: CacheRecord, b: CacheRecord): number {
  return a.size - b.size || (a.id < b.id ? -1 : 1);
}
