import { SlipwayError } from "../../errors/index.js";
import { parseDuration } from "../../util/duration.js";
import { quoteGo } from "../../util/go-quote.js";

/** What the daemon is asked for by `--filter` values. */
export interface CacheFilters {
  /** In containerd's filter syntax, one string in which commas mean "and"; empty for everything. */
  readonly filter: string;
  /** Leave out what was used within this time, nanoseconds; 0 for no limit. */
  readonly keepDuration: bigint;
}

/** The keys that stand for an age. */
const AGE_KEYS = ["until", "unused-for"] as const;

const NANOS_PER_MILLISECOND = 1e6;

/**
 * Reads `key=value`, `key!=value` and `key~=value` filters of cache records, and `until=24h` or `unused-for=24h`.
 *
 * @throws SlipwayError `invalid-argument` for a filter without `=`, a key with several values, or a bad duration.
 */
export function parseCacheFilters(texts: readonly string[]): CacheFilters {
  const values = groupByKey(texts);
  const keepDuration = readAge(values);
  const parts = [...values]
    .filter(([key]) => !AGE_KEYS.some((age) => age === key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, set]) => formatPart(key, onlyValue(key, set)));
  return { filter: parts.join(","), keepDuration };
}

/**
 * Adds the `pruneFilters` of the Docker configuration to those given: what has no value is passed over, and so is a
 * `label` that contradicts a given one.
 */
export function withConfiguredFilters(given: readonly string[], configured: readonly string[]): string[] {
  const values = groupByKey(given);
  const added = configured.filter((text) => {
    const equals = text.indexOf("=");
    if (equals === -1 || equals === text.length - 1) return false;
    const [key, value] = [text.slice(0, equals), text.slice(equals + 1)];
    if (key === "label") return !values.get("label!")?.has(value);
    if (key === "label!") return !values.get("label")?.has(value);
    return true;
  });
  return [...given, ...added];
}

function groupByKey(texts: readonly string[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const text of texts) {
    if (text === "") continue;
    const equals = text.indexOf("=");
    if (equals === -1) {
      throw new SlipwayError(
        "invalid-argument",
        `bad format of filter ${quoteGo(text)} (expected name=value)`,
      );
    }
    const key = text.slice(0, equals).trim().toLowerCase();
    const values = groups.get(key) ?? new Set();
    groups.set(key, values.add(text.slice(equals + 1).trim()));
  }
  return groups;
}

function readAge(values: ReadonlyMap<string, ReadonlySet<string>>): bigint {
  const [key, second] = AGE_KEYS.filter((age) => values.has(age));
  if (second !== undefined) {
    throw new SlipwayError("invalid-argument", `conflicting filters "until" and "unused-for"`);
  }
  if (key === undefined) return 0n;
  const text = onlyValue(key, values.get(key));
  try {
    return BigInt(Math.round(parseDuration(text) * NANOS_PER_MILLISECOND));
  } catch (reason) {
    const { message } = SlipwayError.from(reason);
    throw new SlipwayError(
      "invalid-argument",
      `${quoteGo(key)} filter expects a duration (e.g., '24h'): ${message}`,
      { cause: reason },
    );
  }
}

function onlyValue(key: string, values: ReadonlySet<string> = new Set()): string {
  const [value = "", ...others] = values;
  if (others.length === 0) return value;
  throw new SlipwayError("invalid-argument", `${quoteGo(key)} filter expects only one value`);
}

/** Ids match by a part of them; a key that ends in an operator's first character brings its own operator. */
function formatPart(key: string, value: string): string {
  if (key === "id") return `id~=${value}`;
  return /[!~]$/.test(key) ? `${key}=${value}` : `${key}==${value}`;
}
