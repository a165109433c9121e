import { defineCommand } from "../../command/command.js";

/** `stop`: stops every node of a builder. */
export const stopCommand = defineCommand({
  name: "stop",
  summary: "Stop builder instance",
  synopsis: "[NAME]",
  args: { max: 1 },
  completes: "builder",
  usesBuilder: true,
  flags: {},
  async run(context, _flags, args) {
    const { runStop } = await import("./run.js");
    return runStop(context, args[0]);
  },
});
