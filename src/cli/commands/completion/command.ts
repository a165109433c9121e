import { defineCommand } from "../../command/command.js";

/** Shells that have a script. */
export const completionShells = ["bash", "fish", "powershell", "zsh"] as const;

/** `completion`: prints a shell's completion script. */
export const completionCommand = defineCommand({
  name: "completion",
  summary: "Generate the autocompletion script for the specified shell",
  synopsis: `${completionShells.join("|")}`,
  examples: ["bash"],
  args: { min: 1, max: 1 },
  completes: completionShells,
  standaloneOnly: true,
  usesBuilder: false,
  flags: {},
  async run(context, _flags, args) {
    const { runCompletion } = await import("./run.js");
    return runCompletion(context, args[0] ?? "");
  },
});
