import { SlipwayError } from "../../../errors/index.js";
import type { FlagValues } from "../../flags/flag.js";
import type { pruneFlags } from "./flags.js";

/**
 * Refuses flags that say nothing of what another one asks for.
 *
 * @throws SlipwayError `invalid-argument` for the first that is given.
 */
export function refuseBeside(
  flag: keyof typeof pruneFlags,
  others: readonly (keyof typeof pruneFlags)[],
  values: FlagValues<typeof pruneFlags>,
): void {
  const given = others.find((name) => isGiven(values[name]));
  if (given === undefined) return;
  throw new SlipwayError("invalid-argument", `--${flag} and --${given} cannot be used together`);
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
