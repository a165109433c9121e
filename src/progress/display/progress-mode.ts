import { SlipwayError } from "../../errors/index.js";

/** The values of `--progress`, as data. */
export const progressModes = ["auto", "plain", "tty", "rawjson", "quiet", "none"] as const;

/** The values of `--progress`. */
export type ProgressMode = (typeof progressModes)[number];

function invalidMode(value: string): SlipwayError {
  return new SlipwayError("invalid-argument", `invalid progress mode ${value}`, {
    hint: `Use one of ${progressModes.join(", ")}.`,
  });
}

/** Reads a value of `--progress`; the empty string means `auto`. Throws `invalid-argument`. */
export function parseProgressMode(value: string): ProgressMode {
  if (value === "") return "auto";
  const mode = progressModes.find((known) => known === value);
  if (mode === undefined) throw invalidMode(value);
  return mode;
}

/**
 * The mode of a command that has both `--progress` and `--quiet`: `quiet` where either asks for it, and `none` shows
 * nothing too but leaves `quiet` false, so that no id is printed. Throws `invalid-argument` when the two contradict
 * each other or the mode is unknown.
 */
export function quietProgressMode(progress: string, quiet: boolean): { mode: ProgressMode; quiet: boolean } {
  if (quiet && !["auto", "", "quiet", "none"].includes(progress)) {
    const message = `progress=${progress} and quiet cannot be used together`;
    throw new SlipwayError("invalid-argument", message);
  }
  const mode = parseProgressMode(progress);
  const asked = quiet || mode === "quiet";
  return { mode: asked ? "quiet" : mode, quiet: asked };
}

/** Replaces `auto` by what `BUILDKIT_PROGRESS` says, if it is set. `none` is no valid value there. */
export function effectiveProgressMode(
  mode: ProgressMode,
  env: Readonly<Record<string, string | undefined>>,
): ProgressMode {
  const value = env.BUILDKIT_PROGRESS ?? "";
  if (mode !== "auto" || value === "") return mode;
  if (value === "none") throw invalidMode(value);
  return parseProgressMode(value);
}
