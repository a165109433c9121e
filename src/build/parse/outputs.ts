import { parseOutput } from "../attributes/output.js";
import { givenOutput } from "../exports/given-output.js";
import type { OutputEntry } from "../exports/output-entry.js";
import type { OutputOption } from "../options/output-option.js";

/**
 * Reads `-o` values and outputs given by code; empty ones are passed over. A lone word that is not `type=…` is a local
 * directory, `-` a tar on standard output.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `type is required for output`.
 */
export function parseOutputs(values: readonly (string | OutputOption)[]): OutputEntry[] {
  return values
    .filter((value) => value !== "")
    .map((value) => (typeof value === "string" ? outputOf(value) : givenOutput(value)));
}

function outputOf(value: string): OutputEntry {
  const { type, dest = "", attrs } = parseOutput(value);
  return { type, dest, attrs };
}
