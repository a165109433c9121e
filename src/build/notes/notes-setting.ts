import { parseGoBool } from "../../util/go-bool.js";

/**
 * Whether notes are taken to explain later builds: as `SLIPWAY_BUILD_NOTES` says, else where there are some already. They
 * cost a small build several percent, which only those pay who once asked why their steps ran again.
 *
 * @param hasNotes whether any build has been noted
 */
export function takesNotes(
  env: Readonly<Record<string, string | undefined>>,
  hasNotes: () => boolean,
): boolean {
  return parseGoBool(env.SLIPWAY_BUILD_NOTES ?? "") ?? hasNotes();
}
