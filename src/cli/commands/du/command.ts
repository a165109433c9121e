import { defineCommand, noArguments } from "../../command/command.js";
import { duFlags } from "./flags.js";

/** `du`: what a builder's cache holds. */
export const duCommand = defineCommand({
  name: "du",
  summary: "Disk usage",
  synopsis: "",
  examples: ["--verbose", "--format json --filter type=exec.cachemount", "--all-builders"],
  args: noArguments,
  usesBuilder: true,
  flags: duFlags,
  async run(context, flags) {
    if (flags["all-builders"]) {
      const { runDuAll } = await import("./run-all.js");
      return runDuAll(context, flags);
    }
    const { runDu } = await import("./run.js");
    return runDu(context, flags);
  },
});
