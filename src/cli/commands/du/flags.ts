import { boolFlag, filterFlag, stringFlag } from "../../flags/flag.js";
import { timeoutFlag } from "../../flags/timeout-flag.js";

/** The flags of `du`. */
export const duFlags = {
  "all-builders": boolFlag("Sum up the caches of all builders", { standaloneOnly: true }),
  filter: filterFlag("Provide filter values"),
  format: stringFlag("Format the output"),
  timeout: timeoutFlag,
  verbose: boolFlag('Shorthand for "--format=pretty"'),
};
