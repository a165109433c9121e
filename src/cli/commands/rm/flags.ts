import { boolFlag } from "../../flags/flag.js";
import { timeoutFlag } from "../../flags/timeout-flag.js";

/** The flags of `rm`. */
export const rmFlags = {
  "all-inactive": boolFlag("Remove all inactive builders"),
  force: boolFlag("Do not prompt for confirmation", { shorthand: "f" }),
  "keep-daemon": boolFlag("Keep the BuildKit daemon running"),
  "keep-state": boolFlag("Keep BuildKit state"),
  timeout: timeoutFlag,
};
