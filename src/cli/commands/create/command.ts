import { defineCommand } from "../../command/command.js";
import { containerDriverOptions } from "./driver-options.js";
import { createFlags } from "./flags.js";

/** `create`: makes a builder, or adds, changes or takes away one of its nodes. */
export const createCommand = defineCommand({
  name: "create",
  summary: "Create a new builder instance",
  synopsis: "[OPTIONS] [CONTEXT|ENDPOINT]",
  examples: [
    "--name mybuilder --use",
    "--name mybuilder --driver-opt memory=4g,network=host --bootstrap",
    "--append --name mybuilder ssh://user@arm-machine",
  ],
  glossary: { title: "Driver Options of docker-container:", entries: containerDriverOptions },
  args: { max: 1 },
  usesBuilder: false,
  flags: createFlags,
  async run(context, flags, args) {
    const { runCreate } = await import("./run.js");
    return runCreate(context, flags, args[0]);
  },
});
