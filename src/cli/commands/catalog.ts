import type { Command, CommandEntry } from "../command/command.js";

/** Every command, sorted by name. Summaries stand here too, so that the list of commands loads none of them. */
export const catalog: readonly CommandEntry[] = [
  {
    name: "build",
    aliases: ["b"],
    summary: "Start a build",
    load: async () => (await import("./build/command.js")).buildCommand,
  },
  {
    name: "create",
    summary: "Create a new builder instance",
    load: async () => (await import("./create/command.js")).createCommand,
  },
  {
    name: "inspect",
    summary: "Inspect current builder instance",
    load: async () => (await import("./inspect/command.js")).inspectCommand,
  },
  {
    name: "install-plugin",
    summary: 'Make "docker buildx" run this program',
    standaloneOnly: true,
    load: async () => (await import("./plugin/commands.js")).installPluginCommand,
  },
  {
    name: "ls",
    summary: "List builder instances",
    load: async () => (await import("./ls/command.js")).lsCommand,
  },
  {
    name: "rm",
    summary: "Remove one or more builder instances",
    load: async () => (await import("./rm/command.js")).rmCommand,
  },
  {
    name: "stop",
    summary: "Stop builder instance",
    load: async () => (await import("./stop.js")).stopCommand,
  },
  {
    name: "uninstall-plugin",
    summary: 'Undo "install-plugin"',
    standaloneOnly: true,
    load: async () => (await import("./plugin/commands.js")).uninstallPluginCommand,
  },
  {
    name: "use",
    summary: "Set the current builder instance",
    load: async () => (await import("./use.js")).useCommand,
  },
  {
    name: "version",
    summary: "Show buildx version information",
    load: async () => (await import("./version.js")).versionCommand,
  },
];

/** The command of that name or alias. */
export function findEntry(name: string): CommandEntry | undefined {
  return catalog.find((entry) => entry.name === name || entry.aliases?.includes(name));
}

/** Loads every command: for documentation and shell completion. */
export function loadCommands(): Promise<readonly Command[]> {
  return Promise.all(catalog.map((entry) => entry.load()));
}
