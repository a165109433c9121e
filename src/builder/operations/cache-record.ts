import type { UsageRecord } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import type { UnixNanos } from "../../progress/model/status.js";

/** One record of a builder's cache, as `diskUsage` and `pruneBuilder` report it. */
export interface CacheRecord {
  /** The node that has it. */
  readonly node: string;
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  /** A build may still change it. */
  readonly mutable: boolean;
  /** Something uses it right now, so that it cannot be removed. */
  readonly inUse: boolean;
  /** Its bytes are also those of an image that stays when the record goes. */
  readonly shared: boolean;
  /** Ids of the records it builds on; none from daemons before BuildKit 0.10, which is also what buildx shows of them. */
  readonly parents: readonly string[];
  readonly description: string;
  /** `regular`, `source.local`, `exec.cachemount` and the like; empty where the daemon does not say. */
  readonly type: string;
  /** How often builds used it. */
  readonly usageCount: number;
  /** Nanoseconds of Unix time. */
  readonly createdAt: UnixNanos;
  /** Nanoseconds of Unix time; absent when it was never used again. */
  readonly lastUsedAt?: UnixNanos;
}

/** A record as the daemon of a node sent it. */
export function cacheRecordOf(
  node: string,
  record: UsageRecord,
  toUnixNanos: (time: UsageRecord["createdAt"]) => UnixNanos,
): CacheRecord {
  return {
    node,
    id: record.id,
    size: Number(record.size),
    mutable: record.mutable,
    inUse: record.inUse,
    shared: record.shared,
    parents: record.parents,
    description: record.description,
    type: record.recordType,
    usageCount: Number(record.usageCount),
    createdAt: toUnixNanos(record.createdAt),
    ...(record.lastUsedAt === undefined ? {} : { lastUsedAt: toUnixNanos(record.lastUsedAt) }),
  };
}
