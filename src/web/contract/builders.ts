import type { Confirmation, Milliseconds } from "./list.js";

/** All builders. */
export interface BuilderList {
  readonly builders: readonly BuilderState[];
}

/** A builder and how it is. */
export interface BuilderState {
  readonly name: string;
  readonly driver: string;
  /** It is used where none is named. */
  readonly current: boolean;
  readonly nodes: readonly NodeState[];
  /** Why it cannot be used. */
  readonly error?: string;
}

/** A node and how it is. */
export interface NodeState {
  readonly name: string;
  readonly endpoint: string;
  /** `running`, `stopped`, `inactive` and the like. */
  readonly status: string;
  /** BuildKit's version; empty when not known. */
  readonly version: string;
  readonly platforms: readonly string[];
  readonly error?: string;
}

/** What a builder's cache holds. */
export interface CacheUse {
  /** Bytes of all records, and of those that could go. */
  readonly size: number;
  readonly reclaimable: number;
  /** How many there are; `records` has the largest 2 000. */
  readonly count: number;
  readonly records: readonly CacheEntry[];
}

/** A record of the cache. */
export interface CacheEntry {
  readonly node: string;
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  /** `regular`, `source.local`, `exec.cachemount` and the like; empty where the daemon does not say. */
  readonly type: string;
  readonly description: string;
  readonly created: Milliseconds;
  /** Absent when it was never used again. */
  readonly used?: Milliseconds;
  readonly usageCount: number;
  readonly inUse: boolean;
  readonly shared: boolean;
}

/** What is to be pruned. */
export interface PruneRequest extends Confirmation {
  /** Internal and frontend records too. Default false. */
  readonly all?: boolean;
  /** Only what was not used for so many hours. Default: whatever its age. */
  readonly olderThanHours?: number;
}

/** What a prune has removed. */
export interface PruneOutcome {
  /** Bytes. */
  readonly size: number;
  readonly records: number;
}
