import { parseCsvLine } from "../../util/csv.js";
import { quoteGo } from "../../util/go-quote.js";
import { type AttributeMap, attributeFields, attributeMap, mapKey } from "./attribute-fields.js";
import { dedupeEqual } from "./dedupe.js";
import { definitionError } from "./definition-error.js";

/** A cache that a target reads or writes. */
export interface BakeCache {
  /** `registry`, `local`, `gha`, … */
  readonly type: string;
  /** Everything else, such as `ref`, `src` or `dest`. */
  readonly attrs: AttributeMap;
}

/**
 * Reads the text form of one or more caches. A text without any `=` lists references of a registry.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `type required for "X"`.
 */
export function parseCaches(text: string): BakeCache[] {
  if (text === "") return [];
  if (!text.includes("=")) {
    return parseCsvLine(text).map((ref) => ({ type: "registry", attrs: { ref } }));
  }
  return [parseCache(text)];
}

function parseCache(text: string): BakeCache {
  let type = "";
  const attrs = new Map<string, string>();
  for (const { key, value } of attributeFields(text)) {
    if (key.toLowerCase() === "type") type = value;
    else attrs.set(key.toLowerCase(), value);
  }
  return checkedType({ type, attrs: attributeMap(attrs) }, text);
}

/**
 * Reads the map form of a definition.
 *
 * @throws SlipwayError `invalid-argument`: `type required for "{…}"`.
 */
export function cacheFromMap(map: AttributeMap): BakeCache {
  const { type = "", ...attrs } = map;
  return checkedType({ type, attrs }, JSON.stringify(map));
}

function checkedType(cache: BakeCache, given: string): BakeCache {
  if (cache.type === "") throw definitionError(`type required for ${quoteGo(given)}`);
  return cache;
}

/** Without repetitions; see {@link dedupeEqual} for the order. */
export function dedupeCaches(caches: readonly BakeCache[]): BakeCache[] {
  return dedupeEqual(caches, ({ type, attrs }) => `${type}\n${mapKey(attrs)}`);
}

/** What `--print` shows. */
export function printCache({ type, attrs }: BakeCache): Record<string, string> {
  return { ...attrs, type };
}
