import { SlipwayError } from "../../../errors/index.js";
import { parseCsvLine } from "../../../util/csv.js";
import { quoteGo } from "../../../util/go-quote.js";

/** Reads `--driver-opt` values, each a comma list of `KEY=VALUE`. */
export function parseDriverOptions(values: readonly string[]): Record<string, string> {
  const fields = values.flatMap((value) => (value === "" ? [value] : parseCsvLine(value)));
  const pairs = fields.map((field): [string, string] => {
    const equals = field.indexOf("=");
    if (equals === -1) {
      throw new SlipwayError("invalid-argument", `invalid value ${quoteGo(field)}, expecting k=v`);
    }
    return [field.slice(0, equals), field.slice(equals + 1)];
  });
  return Object.fromEntries(pairs);
}
