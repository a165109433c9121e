import { parseGoBool } from "../../util/go-bool.js";

/** Whether `SLIPWAY_BUILD_NOTES` turns off the notes that explain why steps run again. */
export function areNotesOff(env: Readonly<Record<string, string | undefined>>): boolean {
  return parseGoBool(env.SLIPWAY_BUILD_NOTES ?? "") === false;
}
