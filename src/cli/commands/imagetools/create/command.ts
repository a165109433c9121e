import { defineCommand } from "../../../command/command.js";
import { imagetoolsCreateFlags } from "./flags.js";

/** `imagetools create`: makes an image of others, and copies. */
export const imagetoolsCreateCommand = defineCommand({
  name: "create",
  summary: "Create a new image based on source images",
  synopsis: "[OPTIONS] [SOURCE...]",
  args: {},
  usesBuilder: true,
  flags: imagetoolsCreateFlags,
  async run(context, flags, args) {
    const { runImagetoolsCreate } = await import("./run.js");
    return runImagetoolsCreate(context, flags, args);
  },
});
