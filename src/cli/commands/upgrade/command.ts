import { defineCommand } from "../../command/command.js";
import { upgradeFlags } from "./flags.js";

/** `upgrade`: pulls the newer image of a builder and makes its containers anew. */
export const upgradeCommand = defineCommand({
  name: "upgrade",
  summary: "Pull the newer image of a builder and run it, keeping the cache",
  synopsis: "[NAME]",
  args: { max: 1 },
  completes: "builder",
  usesBuilder: true,
  flags: upgradeFlags,
  async run(context, flags, args) {
    const { runUpgrade } = await import("./run.js");
    return runUpgrade(context, flags, args[0]);
  },
});
