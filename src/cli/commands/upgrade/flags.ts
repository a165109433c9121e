import { boolFlag } from "../../flags/flag.js";
import { timeoutFlag } from "../../flags/timeout-flag.js";

/** The flags of `upgrade`. */
export const upgradeFlags = {
  "dry-run": boolFlag("Pull the image and only say what would change"),
  timeout: timeoutFlag,
  wait: boolFlag("Wait until no build runs"),
};
