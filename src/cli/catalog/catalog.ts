import { type Command, defineGroup } from "../command/command.js";
import { installCommand, uninstallCommand } from "../commands/alias/commands.js";
import { bakeCommand } from "../commands/bake/command.js";
import { buildCommand } from "../commands/build/command.js";
import { cacheCommand } from "../commands/cache/command.js";
import { completionCommand } from "../commands/completion/command.js";
import { createCommand } from "../commands/create/command.js";
import { dialStdioCommand } from "../commands/dial-stdio/command.js";
import { doctorCommand } from "../commands/doctor/command.js";
import { duCommand } from "../commands/du/command.js";
import { historyCommand } from "../commands/history/commands.js";
import { imagetoolsCommand } from "../commands/imagetools/command.js";
import { inspectCommand } from "../commands/inspect/command.js";
import { lsCommand } from "../commands/ls/command.js";
import { installPluginCommand, uninstallPluginCommand } from "../commands/plugin/commands.js";
import { pruneCommand } from "../commands/prune/command.js";
import { qemuCommand } from "../commands/qemu/commands.js";
import { rmCommand } from "../commands/rm/command.js";
import { stopCommand } from "../commands/stop/command.js";
import { uiCommand } from "../commands/ui/command.js";
import { upgradeCommand } from "../commands/upgrade/command.js";
import { useCommand } from "../commands/use/command.js";
import { versionCommand } from "../commands/version/command.js";
import { boolFlag } from "../flags/flag.js";

/** The program with every command below it, sorted by name: for running, help, documentation and shell completion. */
export const program: Command = defineGroup({
  name: "",
  summary: "Extended build capabilities with BuildKit",
  flags: { version: boolFlag("Show version information", { shorthand: "v", standaloneOnly: true }) },
  commands: [
    bakeCommand,
    buildCommand,
    cacheCommand,
    completionCommand,
    createCommand,
    dialStdioCommand,
    doctorCommand,
    duCommand,
    historyCommand,
    imagetoolsCommand,
    inspectCommand,
    installCommand,
    installPluginCommand,
    lsCommand,
    pruneCommand,
    qemuCommand,
    rmCommand,
    stopCommand,
    uiCommand,
    uninstallCommand,
    uninstallPluginCommand,
    upgradeCommand,
    useCommand,
    versionCommand,
  ],
});
