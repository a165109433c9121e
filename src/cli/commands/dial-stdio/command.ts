import { defineCommand, noArguments } from "../../command/command.js";
import { stringFlag } from "../../flags/flag.js";

/** `dial-stdio`: makes standard input and output a connection to a builder's daemon. */
export const dialStdioCommand = defineCommand({
  name: "dial-stdio",
  summary: "Proxy current stdio streams to builder instance",
  synopsis: "",
  args: noArguments,
  usesBuilder: true,
  flags: {
    platform: stringFlag("Target platform: this is used for node selection", {
      env: "DOCKER_DEFAULT_PLATFORM",
    }),
    progress: stringFlag(
      'Set type of progress output ("auto", "plain", "rawjson", "tty"). Use plain to show container output',
      { default: "none", complete: ["auto", "none", "plain", "rawjson", "tty"] },
    ),
  },
  async run(context, flags) {
    const { runDialStdio } = await import("./run.js");
    return runDialStdio(context, flags);
  },
});
