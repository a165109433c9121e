import { defineCommand } from "../../command/command.js";
import type { CommandContext } from "../../command/command-context.js";
import { dockerConfigDirectory } from "../../command/global-flags.js";

const ADVICE = "use 'docker buildx' directly, without relying on the 'docker builder' alias";

/** `install`: lets `docker build` of docker before version 23, and `docker builder`, run the plugin. */
export const installCommand = defineCommand({
  name: "install",
  summary: "Install buildx as a 'docker builder' alias",
  synopsis: "",
  args: { min: 0, max: 0 },
  deprecated: ADVICE,
  usesBuilder: false,
  flags: {},
  async run(context) {
    const { setBuilderAlias } = await import("./builder-alias.js");
    await setBuilderAlias(configDirectory(context), "buildx");
    return 0;
  },
});

/** `uninstall`: undoes `install`. */
export const uninstallCommand = defineCommand({
  name: "uninstall",
  summary: "Uninstall the 'docker builder' alias",
  synopsis: "",
  args: { min: 0, max: 0 },
  deprecated: ADVICE,
  usesBuilder: false,
  flags: {},
  async run(context) {
    const { setBuilderAlias } = await import("./builder-alias.js");
    await setBuilderAlias(configDirectory(context), undefined);
    return 0;
  },
});

function configDirectory({ docker, env }: CommandContext): string {
  return docker.config ?? dockerConfigDirectory(env);
}
