import { defineCommand } from "../../command/command.js";
import { bakeFlags } from "./flags.js";

/** `bake`: builds what definitions say, all of it together. */
export const bakeCommand = defineCommand({
  name: "bake",
  aliases: ["f"],
  summary: "Build from a file",
  synopsis: "[OPTIONS] [TARGET...]",
  args: {},
  usesBuilder: true,
  flags: bakeFlags,
  lightFlags: ["print"],
  async run(context, flags, args) {
    const { runBake } = await import("./run.js");
    return runBake(context, flags, args);
  },
});
