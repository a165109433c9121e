import { defineCommand } from "../../command/command.js";
import { inspectFlags } from "./flags.js";

/** `inspect`: everything known about one builder. */
export const inspectCommand = defineCommand({
  name: "inspect",
  summary: "Inspect current builder instance",
  synopsis: "[NAME]",
  examples: ["--bootstrap mybuilder"],
  args: { max: 1 },
  completes: "builder",
  usesBuilder: true,
  flags: inspectFlags,
  async run(context, flags, args) {
    const { runInspect } = await import("./run.js");
    return runInspect(context, flags, args[0]);
  },
});
