import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";

/**
 * Splits `key=value,key=value` by CSV rules; keys come trimmed and in lower case, in the order given.
 *
 * @throws SlipwayError `invalid-argument` with `invalid value FIELD` for a field without `=`.
 */
export function parseKeyValueFields(text: string): readonly (readonly [key: string, value: string])[] {
  return parseCsvLine(text).map((field) => {
    const equals = field.indexOf("=");
    if (equals === -1) throw new SlipwayError("invalid-argument", `invalid value ${field}`);
    return [field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1)];
  });
}
