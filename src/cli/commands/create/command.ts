import { defineCommand } from "../../command/command.js";
import { createFlags } from "./flags.js";

/** `create`: makes a builder, or adds, changes or takes away one of its nodes. */
export const createCommand = defineCommand({
  name: "create",
  summary: "Create a new builder instance",
  synopsis: "[OPTIONS] [CONTEXT|ENDPOINT]",
  args: { max: 1 },
  usesBuilder: false,
  flags: createFlags,
  async run(context, flags, args) {
    const { runCreate } = await import("./run.js");
    return runCreate(context, flags, args[0]);
  },
});
