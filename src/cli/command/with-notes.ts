import type { CommandCall } from "./command-call.js";

/** So few steps that run are never worth the hint, and nothing is read for them. */
export const fewSteps = 5;

/**
 * The environment of a command's build: notes are taken of it, unless the user wants none.
 *
 * @param explain the build is to be explained, whatever its notes cost
 */
export function withNotes(env: CommandCall["env"], explain: boolean): CommandCall["env"] {
  return env.SLIPWAY_BUILD_NOTES ? env : { ...env, SLIPWAY_BUILD_NOTES: explain ? "1" : "auto" };
}
