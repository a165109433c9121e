import { defineCommand } from "../../command/command.js";
import { rmFlags } from "./flags.js";

/** `rm`: removes builders with what they hold. */
export const rmCommand = defineCommand({
  name: "rm",
  summary: "Remove one or more builder instances",
  synopsis: "[OPTIONS] [NAME...]",
  examples: ["mybuilder", "--all-inactive --force"],
  args: {},
  completes: "builder",
  usesBuilder: true,
  flags: rmFlags,
  async run(context, flags, args) {
    const { runRm } = await import("./run.js");
    return runRm(context, flags, args);
  },
});
