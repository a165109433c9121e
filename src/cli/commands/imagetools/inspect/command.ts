import { defineCommand } from "../../../command/command.js";
import { imagetoolsInspectFlags } from "./flags.js";

/** `imagetools inspect`: shows an image of a registry. */
export const imagetoolsInspectCommand = defineCommand({
  name: "inspect",
  summary: "Show details of an image in the registry",
  synopsis: "[OPTIONS] NAME",
  args: { min: 1, max: 1 },
  usesBuilder: true,
  flags: imagetoolsInspectFlags,
  async run(context, flags, args) {
    const { runImagetoolsInspect } = await import("./run.js");
    return runImagetoolsInspect(context, flags, args[0] ?? "");
  },
});
