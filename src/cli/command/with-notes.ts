import type { CommandCall } from "./command-call.js";

/** So few steps that run are never worth the hint, and nothing is read for them. */
export const fewSteps = 5;

/** The environment of a build that is to be explained: notes are taken of it, unless the user wants none at all. */
export function withNotes(env: CommandCall["env"]): CommandCall["env"] {
  return { SLIPWAY_BUILD_NOTES: "1", ...env };
}
