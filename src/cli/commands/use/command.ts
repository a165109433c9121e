import { defineCommand } from "../../command/command.js";
import { useFlags } from "./flags.js";

/** `use`: selects the builder that is used when none is named. */
export const useCommand = defineCommand({
  name: "use",
  summary: "Set the current builder instance",
  synopsis: "[OPTIONS] NAME",
  examples: ["mybuilder", "--default mybuilder"],
  args: { max: 1 },
  completes: "builder",
  usesBuilder: true,
  flags: useFlags,
  async run(context, flags, args) {
    const { runUse } = await import("./run.js");
    return runUse(context, flags, args[0]);
  },
});
