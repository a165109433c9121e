import { parseGoBool } from "../../util/go-bool.js";

/** What decides whether a build is noted where `SLIPWAY_BUILD_NOTES` says neither yes nor no. */
export interface NotesSetting {
  /** Whether any build has been noted. */
  readonly hasNotes: () => boolean;
  /** A note would cost the build a round trip, and the daemon is far away. */
  readonly isDear: boolean;
}

/**
 * Whether notes are taken to explain later builds: as `SLIPWAY_BUILD_NOTES` says. With `auto`, which the command has where
 * it is not set, of all builds but those that would wait for it; else, in programs, only where there are some already.
 */
export function takesNotes(
  { SLIPWAY_BUILD_NOTES: setting = "" }: Readonly<Record<string, string | undefined>>,
  { hasNotes, isDear }: NotesSetting,
): boolean {
  return parseGoBool(setting) ?? (!isDear && (setting === "auto" || hasNotes()));
}
