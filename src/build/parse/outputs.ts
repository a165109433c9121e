import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import { parseKeyValueFields } from "./key-value-fields.js";

/** One `-o` value. */
export interface OutputEntry {
  /** `image`, `registry`, `docker`, `oci`, `tar`, `local`, `cacheonly`, or whatever the daemon may know. */
  readonly type: string;
  /** Where the client writes; `-` is standard output, empty is none. */
  readonly dest: string;
  readonly attrs: Readonly<Record<string, string>>;
}

/**
 * Reads `-o` values. A lone word that is not `type=…` is a local directory, `-` a tar on standard output.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `type is required for output`.
 */
export function parseOutputs(values: readonly string[]): OutputEntry[] {
  return values.map(parseOutput);
}

function parseOutput(value: string): OutputEntry {
  const fields = parseCsvLine(value);
  const [only] = fields;
  if (fields.length === 1 && only !== undefined && !only.startsWith("type=")) {
    return only === "-" ? { type: "tar", dest: "-", attrs: {} } : { type: "local", dest: only, attrs: {} };
  }
  let type = "";
  let dest = "";
  const attrs: Record<string, string> = {};
  for (const [key, fieldValue] of parseKeyValueFields(value)) {
    if (key === "type") type = fieldValue;
    else if (key === "dest") dest = fieldValue;
    else attrs[key] = fieldValue;
  }
  if (type === "") throw new SlipwayError("invalid-argument", "type is required for output");
  return { type, dest, attrs };
}
