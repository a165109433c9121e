import type { Command } from "../command/command.js";
import { installCommand, uninstallCommand } from "./alias/commands.js";
import { buildCommand } from "./build/command.js";
import { completionCommand } from "./completion/command.js";
import { createCommand } from "./create/command.js";
import { dialStdioCommand } from "./dial-stdio/command.js";
import { duCommand } from "./du/command.js";
import { inspectCommand } from "./inspect/command.js";
import { lsCommand } from "./ls/command.js";
import { installPluginCommand, uninstallPluginCommand } from "./plugin/commands.js";
import { pruneCommand } from "./prune/command.js";
import { rmCommand } from "./rm/command.js";
import { stopCommand } from "./stop/command.js";
import { useCommand } from "./use/command.js";
import { versionCommand } from "./version.js";

/** Every command, sorted by name: for running, help, documentation and shell completion. */
export const catalog: readonly Command[] = [
  buildCommand,
  completionCommand,
  createCommand,
  dialStdioCommand,
  duCommand,
  inspectCommand,
  installPluginCommand,
  lsCommand,
  pruneCommand,
  rmCommand,
  stopCommand,
  uninstallPluginCommand,
  useCommand,
  versionCommand,
];

/** Commands that no list has. */
const deprecated: readonly Command[] = [installCommand, uninstallCommand];

/** The command of that name or alias. */
export function findCommand(name: string): Command | undefined {
  return [...catalog, ...deprecated].find(
    (command) => command.name === name || command.aliases?.includes(name),
  );
}
