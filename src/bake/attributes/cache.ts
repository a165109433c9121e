import type { CacheEntry } from "../../build/attributes/cache.js";
import { dedupeEqual, mapKey } from "./dedupe.js";

export { cacheFromMap, parseCaches, printCache } from "../../build/attributes/cache.js";

/** A cache that a target reads or writes. */
export type BakeCache = CacheEntry;

/** Without repetitions; see {@link dedupeEqual} for the order. */
export function dedupeCaches(caches: readonly BakeCache[]): BakeCache[] {
  return dedupeEqual(caches, ({ type, attrs }) => `${type}\n${mapKey(attrs)}`);
}
