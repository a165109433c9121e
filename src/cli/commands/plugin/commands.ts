import { realpathSync } from "node:fs";
import { defineCommand } from "../../command/command.js";
import type { CommandCall } from "../../command/command-call.js";
import { dockerConfigDirectory } from "../../command/global-flags.js";

/** `install-plugin`: makes `docker buildx` run this program. */
export const installPluginCommand = defineCommand({
  name: "install-plugin",
  summary: 'Make "docker buildx" run this program',
  synopsis: "",
  args: { min: 0, max: 0 },
  standaloneOnly: true,
  usesBuilder: false,
  flags: {},
  async run(context) {
    const { installPlugin } = await import("./plugin-runs.js");
    const script = realpathSync(process.argv[1] ?? "");
    const said = await installPlugin({ directory: pluginDirectory(context), node: process.execPath, script });
    context.stdout.write(`${said}\n`);
    return 0;
  },
});

/** `uninstall-plugin`: undoes `install-plugin` and nothing else. */
export const uninstallPluginCommand = defineCommand({
  name: "uninstall-plugin",
  summary: 'Undo "install-plugin"',
  synopsis: "",
  args: { min: 0, max: 0 },
  standaloneOnly: true,
  usesBuilder: false,
  flags: {},
  async run(context) {
    const { uninstallPlugin } = await import("./plugin-runs.js");
    context.stdout.write(`${await uninstallPlugin(pluginDirectory(context))}\n`);
    return 0;
  },
});

function pluginDirectory(context: CommandCall): string {
  return `${context.docker.config ?? dockerConfigDirectory(context.env)}/cli-plugins`;
}
