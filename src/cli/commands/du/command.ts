import { defineCommand, noArguments } from "../../command/command.js";
import { duFlags } from "./flags.js";

/** `du`: what a builder's cache holds. */
export const duCommand = defineCommand({
  name: "du",
  summary: "Disk usage",
  synopsis: "",
  examples: ["--verbose", "--format json --filter type=exec.cachemount"],
  args: noArguments,
  usesBuilder: true,
  flags: duFlags,
  async run(context, flags) {
    const { runDu } = await import("./run.js");
    return runDu(context, flags);
  },
});
