import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import { givenOutput } from "../exports/given-output.js";
import type { OutputEntry } from "../exports/output-entry.js";
import type { OutputOption } from "../options/output-option.js";
import { parseKeyValueFields } from "./key-value-fields.js";

/**
 * Reads `-o` values and outputs given by code; empty ones are passed over. A lone word that is not `type=…` is a local
 * directory, `-` a tar on standard output.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `type is required for output`.
 */
export function parseOutputs(values: readonly (string | OutputOption)[]): OutputEntry[] {
  return values
    .filter((value) => value !== "")
    .map((value) => (typeof value === "string" ? parseOutput(value) : givenOutput(value)));
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
