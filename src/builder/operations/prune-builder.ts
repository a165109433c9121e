import { randomBytes } from "node:crypto";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import { dockerConfigDir, loadDockerConfig } from "../../engine/index.js";
import { SlipwayError, withCaller } from "../../errors/index.js";
import {
  called,
  checkArgument,
  checkOptions,
  count,
  fields,
  flag,
  list,
  milliseconds,
  text,
} from "../../util/options/index.js";
import { type NodesOptions, withNodes } from "../nodes/with-nodes.js";
import { contextFields, operationFields } from "../options/context-options.js";
import type { BuilderOptions, OnBuilder } from "../types.js";
import { parseCacheFilters, withConfiguredFilters } from "./cache-filters.js";
import { type CacheRecord, cacheRecordOf } from "./cache-record.js";

/** Options of pruneBuilder: the flags of `prune`. */
export interface PruneBuilderOptions extends NodesOptions, BuilderOptions {
  /** Remove internal and frontend records too. */
  readonly all?: boolean;
  /** See `diskUsage`; those of the Docker configuration (`pruneFilters`) are added. */
  readonly filters?: readonly string[];
  /** Cache that is always kept, bytes. */
  readonly reservedSpace?: number;
  /** Cache that may be kept at most, bytes. */
  readonly maxUsedSpace?: number;
  /** Free space wanted on the daemon's disk, bytes. */
  readonly minFreeSpace?: number;
  /** Asked once the options are known to be good and before anything happens; false leaves everything as it is. */
  readonly confirm?: () => Promise<boolean>;
  /** Told of every record as it goes. */
  readonly onRecord?: (record: CacheRecord) => void;
}

const ownFields = {
  all: flag,
  filters: list(text),
  reservedSpace: count,
  maxUsedSpace: count,
  minFreeSpace: count,
  confirm: called<NonNullable<PruneBuilderOptions["confirm"]>>(),
  onRecord: called<NonNullable<PruneBuilderOptions["onRecord"]>>(),
  timeout: milliseconds,
} as const;

/** {@link PruneBuilderOptions}, described. */
export const pruneBuilderOptions = fields<PruneBuilderOptions>({ ...contextFields, ...ownFields });

/** The same on a builder at hand. */
export const onBuilderPrune = fields<OnBuilder<PruneBuilderOptions>>({ ...operationFields, ...ownFields });

/** What a prune has removed. */
export interface PruneResult {
  /** False when `confirm` refused. */
  readonly pruned: boolean;
  /** Bytes of all removed records. */
  readonly size: number;
}

/**
 * Removes cache that is not in use from every node of a builder, the current one when `builder` is undefined. Boots
 * nothing.
 *
 * @throws SlipwayError `invalid-argument` for a bad filter, `unsupported` when a daemon is too old for the limits on
 * space, `not-found`, `timeout`, what an engine or a daemon reports; the other nodes are pruned all the same.
 */
export async function pruneBuilder(
  builder: string | undefined,
  options: PruneBuilderOptions = {},
): Promise<PruneResult> {
  return withCaller(pruneBuilder, () => {
    checkArgument("pruneBuilder", "builder", text, builder);
    checkOptions("pruneBuilder", pruneBuilderOptions, options);
    return pruneStored(builder, options);
  });
}

/** As {@link pruneBuilder}, of options that are known to be good. */
export async function pruneStored(
  builder: string | undefined,
  options: PruneBuilderOptions,
): Promise<PruneResult> {
  const request = await pruneRequest(options);
  if (options.confirm !== undefined && !(await options.confirm())) return { pruned: false, size: 0 };
  let size = 0;
  const remove = (record: CacheRecord) => {
    size += record.size;
    options.onRecord?.(record);
  };
  await pruneNodes(builder, options, () => request, remove);
  return { pruned: true, size };
}

/** What a daemon is asked to remove. */
export interface PruneRequest {
  readonly all: boolean;
  readonly filter: string[];
  /** Nanoseconds. */
  readonly keepDuration: bigint;
  readonly reservedSpace: bigint;
  readonly maxUsedSpace: bigint;
  readonly minFreeSpace: bigint;
}

/**
 * What the options ask of a daemon; `conditions` of containerd's filter syntax hold beside the filters.
 *
 * @throws SlipwayError `invalid-argument` for a bad filter, what reading the Docker configuration throws.
 */
export async function pruneRequest(
  options: PruneBuilderOptions,
  conditions: readonly string[] = [],
): Promise<PruneRequest> {
  const filters = withConfiguredFilters(options.filters ?? [], await configuredFilters(options));
  const { filter, keepDuration } = parseCacheFilters(filters);
  return {
    all: options.all ?? false,
    filter: [[...conditions, ...(filter === "" ? [] : [filter])].join(",")],
    keepDuration,
    reservedSpace: BigInt(options.reservedSpace ?? 0),
    maxUsedSpace: BigInt(options.maxUsedSpace ?? 0),
    minFreeSpace: BigInt(options.minFreeSpace ?? 0),
  };
}

/**
 * Has every node of a builder for which there is a request remove cache, and tells of each record as it goes.
 *
 * @throws SlipwayError as {@link pruneBuilder}.
 */
export async function pruneNodes(
  builder: string | undefined,
  options: NodesOptions & BuilderOptions,
  requestOf: (node: string) => PruneRequest | undefined,
  onRecord: (record: CacheRecord) => void,
): Promise<void> {
  const { toUnixNanos } = await import("../../buildkit/client/index.js");
  await withNodes(builder, options, async (client, node) => {
    const request = requestOf(node.name);
    if (request === undefined) return;
    const limitsSpace = request.maxUsedSpace > 0n || request.minFreeSpace > 0n;
    if (limitsSpace) await requireSpaceFilter(client, options.signal);
    const remove = (record: Parameters<typeof cacheRecordOf>[1]) =>
      onRecord(cacheRecordOf(node.name, record, toUnixNanos));
    await client.prune(request, remove, { signal: options.signal });
  });
}

async function configuredFilters({
  env = process.env,
  docker,
  onWarning,
}: BuilderOptions): Promise<readonly string[]> {
  return (await loadDockerConfig(dockerConfigDir(env, docker?.config), onWarning)).pruneFilters;
}

/** The daemon's capability for limits on space. */
const SPACE_FILTER = "gc.freespacefilter";

/** Older daemons overlook the limits and would remove everything. */
async function requireSpaceFilter(client: BuildKitClient, signal: AbortSignal | undefined): Promise<void> {
  const { loadCapabilities } = await import("../../buildkit/client/index.js");
  const ref = randomBytes(12).toString("hex");
  const { llbCaps } = await loadCapabilities(client.channel, ref, ref, signal);
  if (llbCaps.some(({ id, enabled }) => id === SPACE_FILTER && enabled)) return;
  throw new SlipwayError(
    "unsupported",
    "buildkit v0.17.0+ is required for max-used-space and min-free-space filters",
  );
}
