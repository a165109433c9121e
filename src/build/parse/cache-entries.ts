import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import { parseKeyValueFields } from "./key-value-fields.js";

/** One `--cache-from` or `--cache-to` value. */
export interface CacheEntry {
  readonly type: string;
  readonly attrs: Readonly<Record<string, string>>;
}

/**
 * Reads cache values. A value without any `=` lists registry references.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `type required form> "X"` (Buildx's own words).
 */
export function parseCacheEntries(values: readonly string[]): CacheEntry[] {
  return values.filter((value) => value !== "").flatMap(parseCacheEntry);
}

function parseCacheEntry(value: string): CacheEntry[] {
  if (!value.includes("=")) {
    return parseCsvLine(value).map((ref) => ({ type: "registry", attrs: { ref } }));
  }
  let type = "";
  const attrs: Record<string, string> = {};
  for (const [key, fieldValue] of parseKeyValueFields(value)) {
    if (key === "type") type = fieldValue;
    else attrs[key] = fieldValue;
  }
  if (type === "") throw new SlipwayError("invalid-argument", `type required form> "${value}"`);
  return [{ type, attrs }];
}
