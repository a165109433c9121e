import { stopBuilder } from "../../index.js";
import { defineCommand } from "../command/command.js";
import { libraryContext } from "../command/library-context.js";

/** `stop`: stops every node of a builder. */
export const stopCommand = defineCommand({
  name: "stop",
  summary: "Stop builder instance",
  synopsis: "[NAME]",
  args: { max: 1 },
  usesBuilder: true,
  flags: {},
  async run(context, _flags, args) {
    await stopBuilder(args[0] || context.builder, libraryContext(context));
    return 0;
  },
});
