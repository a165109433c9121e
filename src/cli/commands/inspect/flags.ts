import { boolFlag } from "../../flags/flag.js";
import { timeoutFlag } from "../../flags/timeout-flag.js";

/** The flags of `inspect`. */
export const inspectFlags = {
  bootstrap: boolFlag("Ensure builder has booted before inspecting"),
  timeout: timeoutFlag,
};
