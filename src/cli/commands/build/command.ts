import { defineCommand } from "../../command/command.js";
import { buildFlags } from "./flags.js";

/** `build`: builds an image or answers a call about one. */
export const buildCommand = defineCommand({
  name: "build",
  aliases: ["b"],
  summary: "Start a build",
  synopsis: "[OPTIONS] PATH | URL | -",
  dockerAliases: ["docker build", "docker builder build", "docker image build"],
  examples: [
    "--tag app:latest --load .",
    "--platform linux/amd64,linux/arm64 --tag me/app --push .",
    "--output type=local,dest=out --target binaries .",
    "--secret id=token,env=TOKEN .",
  ],
  args: { min: 1, max: 1 },
  completes: "directory",
  usesBuilder: true,
  flags: buildFlags,
  async run(context, flags, args) {
    const { runBuild } = await import("./run.js");
    return runBuild(context, flags, args[0] ?? "");
  },
});
