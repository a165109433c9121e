import type { BuildResult } from "../../index.js";
import type { CommandCall } from "./command-call.js";

/** How many steps a small change has to make run again before a build says a word of it. */
export const muchSteps = 5;

/** Whether so much ran that it may be worth the hint; for less nothing is read. */
export function mayBeWorthHint({ steps, cached }: BuildResult["summary"]): boolean {
  return steps - cached >= muchSteps;
}

/**
 * The environment of a command's build: notes are taken of it, unless the user wants none.
 *
 * @param explain the build is to be explained, whatever its notes cost
 */
export function withNotes(env: CommandCall["env"], explain: boolean): CommandCall["env"] {
  return env.SLIPWAY_BUILD_NOTES ? env : { ...env, SLIPWAY_BUILD_NOTES: explain ? "1" : "auto" };
}
