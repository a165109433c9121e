import { defineCommand } from "../../command/command.js";
import { dockerConfigDirectory } from "../../command/global-flags.js";

const ADVICE = "use 'docker buildx' directly, without relying on the 'docker builder' alias";

function aliasCommand(name: string, summary: string, plugin: string | undefined) {
  return defineCommand({
    name,
    summary,
    synopsis: "",
    args: { min: 0, max: 0 },
    deprecated: ADVICE,
    usesBuilder: false,
    flags: {},
    async run({ docker, env }) {
      const { setBuilderAlias } = await import("./builder-alias.js");
      await setBuilderAlias(docker.config ?? dockerConfigDirectory(env), plugin);
      return 0;
    },
  });
}

/** `install`: lets `docker build` of docker before version 23, and `docker builder`, run the plugin. */
export const installCommand = aliasCommand("install", "Install buildx as a 'docker builder' alias", "buildx");

/** `uninstall`: undoes `install`. */
export const uninstallCommand = aliasCommand("uninstall", "Uninstall the 'docker builder' alias", undefined);
