import { defineGroup } from "../../command/command.js";
import { imagetoolsCreateCommand } from "./create/command.js";
import { imagetoolsInspectCommand } from "./inspect/command.js";

/** `imagetools`: commands for images in registries. */
export const imagetoolsCommand = defineGroup({
  name: "imagetools",
  summary: "Commands to work on images in registry",
  commands: [imagetoolsCreateCommand, imagetoolsInspectCommand],
});
