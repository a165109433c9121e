import { defineCommand, noArguments } from "../../command/command.js";
import { doctorFlags } from "./flags.js";

/** `doctor`: what is wrong with the engine and the builders. */
export const doctorCommand = defineCommand({
  name: "doctor",
  summary: "Find what is wrong with the engine and the builders",
  synopsis: "",
  examples: ["--fix", "--format json"],
  args: noArguments,
  usesBuilder: false,
  standaloneOnly: true,
  flags: doctorFlags,
  async run(context, flags) {
    const { runDoctor } = await import("./run.js");
    return runDoctor(context, flags);
  },
});
