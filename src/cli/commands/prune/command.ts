import { defineCommand, noArguments } from "../../command/command.js";
import { pruneFlags } from "./flags.js";

/** `prune`: removes cache from a builder. */
export const pruneCommand = defineCommand({
  name: "prune",
  summary: "Remove build cache",
  synopsis: "",
  examples: [
    "--force --filter until=24h",
    "--all --max-used-space 10gb",
    "--all-builders --target 10g",
    "--orphans",
  ],
  args: noArguments,
  usesBuilder: true,
  flags: pruneFlags,
  async run(context, flags) {
    if (flags["all-builders"] || flags.target !== undefined) {
      const { runPruneAll } = await import("./run-all.js");
      return runPruneAll(context, flags);
    }
    if (flags.orphans) {
      const { runPruneOrphans } = await import("./run-orphans.js");
      return runPruneOrphans(context, flags);
    }
    const { runPrune } = await import("./run.js");
    return runPrune(context, flags);
  },
});
