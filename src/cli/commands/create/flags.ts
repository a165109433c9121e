import { boolFlag, stringArrayFlag, stringFlag } from "../../flags/flag.js";
import { commonPlatforms } from "../../flags/platforms.js";
import { timeoutFlag } from "../../flags/timeout-flag.js";
import { containerDriverOptions } from "./driver-options.js";

/** The flags of `create`. */
export const createFlags = {
  append: boolFlag("Append a node to builder instead of changing it"),
  bootstrap: boolFlag("Boot builder after creation"),
  "buildkitd-config": stringFlag("BuildKit daemon config file"),
  "buildkitd-flags": stringFlag("BuildKit daemon flags"),
  config: stringFlag("BuildKit daemon config file", { hidden: true }),
  driver: stringFlag('Driver to use (available: "docker-container", "kubernetes", "remote")', {
    complete: ["docker-container", "remote"],
  }),
  "driver-opt": stringArrayFlag("Options for the driver", {
    complete: {
      listOf: containerDriverOptions.map(([option]) => (option === "env.NAME" ? "env." : `${option}=`)),
    },
  }),
  "dry-run": boolFlag("Print what would be created, with its configuration, and create nothing"),
  leave: boolFlag("Remove a node from builder instead of changing it"),
  name: stringFlag("Builder instance name"),
  node: stringFlag("Create/modify node with given name"),
  platform: stringArrayFlag("Fixed platforms for current node", {
    complete: { listOf: commonPlatforms },
  }),
  reconfigure: stringFlag("Change this builder in place, keeping its cache", { complete: "builder" }),
  timeout: timeoutFlag,
  wait: boolFlag("With --reconfigure, wait until no build runs"),
  use: boolFlag("Set the current builder instance"),
};
