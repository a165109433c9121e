import type { CacheRecord } from "./cache-record.js";

/** Sums of cache records. */
export interface CacheTotals {
  readonly records: number;
  /** Bytes. */
  readonly size: number;
  /** Bytes that no build or image needs right now. */
  readonly reclaimable: number;
}

/** Adds records up. What an image shares goes on taking its room when its record goes. */
export function cacheTotals(records: readonly Pick<CacheRecord, "size" | "inUse" | "shared">[]): CacheTotals {
  let size = 0;
  let reclaimable = 0;
  for (const record of records) {
    size += Math.max(0, record.size);
    if (!record.inUse && !record.shared) reclaimable += Math.max(0, record.size);
  }
  return { records: records.length, size, reclaimable };
}
