import { boolFlag, bytesFlag, filterFlag, optionalBytesFlag } from "../../flags/flag.js";
import { timeoutFlag } from "../../flags/timeout-flag.js";

/** The flags of `prune`. */
export const pruneFlags = {
  all: boolFlag("Include internal/frontend images", { shorthand: "a" }),
  "all-builders": boolFlag("Remove cache of all builders until the rest fits in --target", {
    standaloneOnly: true,
  }),
  filter: filterFlag("Provide filter values"),
  force: boolFlag("Do not prompt for confirmation", { shorthand: "f" }),
  "keep-storage": bytesFlag("Amount of disk space to keep for cache", {
    deprecated: "keep-storage flag has been changed to reserved-space",
  }),
  "max-used-space": bytesFlag("Maximum amount of disk space allowed to keep for cache"),
  "min-free-space": bytesFlag("Target amount of free disk space after pruning"),
  orphans: boolFlag("Remove what is left of builders that are gone, and no cache", { standaloneOnly: true }),
  "reserved-space": bytesFlag("Amount of disk space always allowed to keep for cache"),
  target: optionalBytesFlag("With --all-builders: disk space that all caches may take together", {
    standaloneOnly: true,
  }),
  timeout: timeoutFlag,
  verbose: boolFlag("Provide a more verbose output"),
};
