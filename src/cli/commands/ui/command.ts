import { defineCommand, noArguments } from "../../command/command.js";
import { uiFlags } from "./flags.js";

/** `ui`: builds in the browser. */
export const uiCommand = defineCommand({
  name: "ui",
  summary: "Show the builds of all builders in the browser",
  synopsis: "[OPTIONS]",
  examples: ["--no-open", "--addr 127.0.0.1:8080"],
  args: noArguments,
  usesBuilder: false,
  standaloneOnly: true,
  flags: uiFlags,
  async run(context, { addr, "no-open": noOpen }) {
    const { showView } = await import("../../command/show-view.js");
    await showView(context, { addr, open: !noOpen });
    return 0;
  },
});
