import type { CacheRecord } from "./cache-record.js";

/** What one node holds. */
export interface NodeCache {
  readonly builder: string;
  readonly node: string;
  readonly records: readonly CacheRecord[];
}

/** What of a limit for many nodes is one node's. All sizes are bytes that no image shares. */
export interface CacheShare {
  readonly builder: string;
  readonly node: string;
  readonly size: number;
  /** What the node may keep; `size` where nothing has to go. */
  readonly keep: number;
}

/**
 * Divides `limit` bytes among caches: of all records that are not in use, those go first that were used longest ago, until
 * the rest fits. A node whose records are those of an earlier one is the same daemon under another name, and has no share.
 */
export function cacheShares(caches: readonly NodeCache[], limit: number): CacheShare[] {
  const shares = differentDaemons(caches).map(({ builder, node, records }) => {
    const size = records.reduce((sum, record) => sum + ownBytes(record), 0);
    return { share: { builder, node, size, keep: size }, records };
  });
  const candidates = shares.flatMap(({ share, records }) => {
    const lastUses = lastUsesOf(records);
    const removable = records.filter((record) => !record.inUse && ownBytes(record) > 0);
    return removable.map(({ id, size }) => ({ share, id, size, used: lastUses.get(id) ?? 0n }));
  });
  candidates.sort((a, b) => compare(a.used, b.used) || compare(a.id, b.id));
  let excess = shares.reduce((sum, { share }) => sum + share.size, -limit);
  for (const { share, size } of candidates) {
    if (excess <= 0) break;
    share.keep -= size;
    excess -= size;
  }
  return shares.map(({ share }) => share);
}

/** Ids are random, so that no two daemons have one in common. */
function differentDaemons(caches: readonly NodeCache[]): NodeCache[] {
  const known = new Set<string>();
  return caches.filter(({ records }) => {
    if (records.some(({ id }) => known.has(id))) return false;
    for (const { id } of records) known.add(id);
    return true;
  });
}

/** What goes on taking its room for an image, or is of unknown size, frees nothing. */
function ownBytes({ size, shared }: CacheRecord): number {
  return shared ? 0 : Math.max(0, size);
}

/** When each record was last used, itself or by one that builds on it: a parent cannot go before its children. */
function lastUsesOf(records: readonly CacheRecord[]): Map<string, bigint> {
  const parents = new Map(records.map((record) => [record.id, record.parents]));
  const uses = new Map<string, bigint>();
  const lastUse = ({ lastUsedAt, createdAt }: CacheRecord) => lastUsedAt ?? createdAt;
  for (const record of [...records].sort((a, b) => compare(lastUse(b), lastUse(a)))) {
    const pending = [record.id];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (uses.has(id)) continue;
      uses.set(id, lastUse(record));
      pending.push(...(parents.get(id) ?? []));
    }
  }
  return uses;
}

function compare<T extends bigint | string>(one: T, other: T): number {
  return one < other ? -1 : Number(one > other);
}
