import { defineCommand } from "../../command/command.js";
import { boolFlag, stringFlag } from "../../flags/flag.js";
import { timeoutFlag } from "../../flags/timeout-flag.js";

/** `ls`: lists builders with their nodes. */
export const lsCommand = defineCommand({
  name: "ls",
  summary: "List builder instances",
  synopsis: "",
  examples: ["--format '{{.Name}}: {{.Status}}'", "--orphans"],
  args: { min: 0, max: 0 },
  usesBuilder: false,
  flags: {
    format: stringFlag("Format the output", { default: "table" }),
    "no-trunc": boolFlag("Don't truncate output"),
    orphans: boolFlag("List what is left of builders that are gone", { standaloneOnly: true }),
    timeout: timeoutFlag,
  },
  async run(context, flags) {
    if (flags.orphans) {
      const { runLsOrphans } = await import("./run-orphans.js");
      return runLsOrphans(context, flags);
    }
    const { runLs } = await import("./run.js");
    return runLs(context, { format: flags.format, noTrunc: flags["no-trunc"], timeout: flags.timeout });
  },
});
