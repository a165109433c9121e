import { parseGoBool } from "../../util/go-bool.js";
import type { Command } from "../command/command.js";
import { globalFlags, globalFlagsOf, helpFlag } from "../command/global-flags.js";
import type { Invocation } from "../command/invocation.js";
import type { FlagSet } from "../flags/flag.js";
import { formatFlagUsages, visibleFlags } from "../flags/flag-usages.js";
import { usageLine } from "./usage-line.js";

/** What help looks like depends on these. */
export interface HelpOptions {
  readonly invocation: Invocation;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Columns of the terminal; the plugin's help wraps there. Default 80. */
  readonly columns?: number | undefined;
}

/** What the whole program is for. */
const programSummary = "Extended build capabilities with BuildKit";

/** The help of one command, in the layout of docker's plugins or of stand-alone Go programs. */
export function commandHelp(command: Command, options: HelpOptions): string {
  return options.invocation.mode === "plugin"
    ? pluginCommandHelp(command, options)
    : `${standaloneCommandHelp(command, options)}${experimentalHint(options)}`;
}

/** The help of the whole program: its commands and global flags. */
export function rootHelp(commands: readonly Command[], options: HelpOptions): string {
  return options.invocation.mode === "plugin"
    ? `${pluginRootHelp(commands, options)}${experimentalHint(options)}`
    : `${programSummary}\n\n${standaloneRootUsage(commands, options)}${experimentalHint(options)}`;
}

/** Buildx's last line of help, which `BUILDX_EXPERIMENTAL` switches off. */
function experimentalHint({ env }: HelpOptions): string {
  if (parseGoBool(env.BUILDX_EXPERIMENTAL ?? "") === true) return "";
  return "\nExperimental commands and flags are hidden. Set BUILDX_EXPERIMENTAL=1 to show them.\n";
}

function pluginCommandHelp(command: Command, options: HelpOptions): string {
  const { invocation } = options;
  const aliases = (command.aliases ?? []).map((alias) => `${invocation.path} ${alias}`);
  const first = command.dockerAliases ?? [`${invocation.path} ${command.name}`];
  return sections(
    `Usage:  ${usageLine(invocation, command)}`,
    command.summary,
    aliases.length > 0 && `Aliases:\n  ${[...first, ...aliases].join(", ")}`,
    flagSection("Options:", { ...globalFlagsOf(command), ...command.flags }, options),
  );
}

function pluginRootHelp(commands: readonly Command[], options: HelpOptions): string {
  const { path } = options.invocation;
  const shown = commands.filter((command) => !command.standaloneOnly);
  return sections(
    `Usage:  ${path} [OPTIONS] COMMAND`,
    programSummary,
    flagSection("Options:", globalFlags, options),
    commandSection("Commands:", shown),
    `Run '${path} COMMAND --help' for more information on a command.`,
  );
}

function standaloneCommandHelp(command: Command, options: HelpOptions): string {
  const { invocation } = options;
  const names = [command.name, ...(command.aliases ?? [])];
  return sections(
    command.summary,
    `Usage:\n  ${usageLine(invocation, command)}`,
    names.length > 1 && `Aliases:\n  ${names.join(", ")}`,
    flagSection("Flags:", { ...helpFlag(invocation, command.name), ...command.flags }, options),
    flagSection("Global Flags:", globalFlagsOf(command), options),
  );
}

/** The part of the stand-alone program's help that is also shown for an unknown help topic. */
export function standaloneRootUsage(commands: readonly Command[], options: HelpOptions): string {
  const { invocation } = options;
  const help = { name: "help", summary: "Help about any command" };
  const shown = [...commands, help].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sections(
    `Usage:\n  ${invocation.path}\n  ${invocation.path} [command]`,
    commandSection("Available Commands:", shown),
    flagSection("Flags:", { ...globalFlags, ...helpFlag(invocation, invocation.path) }, options),
    `Use "${invocation.path} [command] --help" for more information about a command.`,
  );
}

/** Shortest column of command names. */
const NAME_WIDTH = 11;

function commandSection(title: string, entries: readonly Pick<Command, "name" | "summary">[]): string {
  const width = Math.max(NAME_WIDTH, ...entries.map((entry) => entry.name.length));
  return [title, ...entries.map((entry) => `  ${entry.name.padEnd(width)} ${entry.summary}`)].join("\n");
}

function flagSection(title: string, flags: FlagSet, options: HelpOptions): string | false {
  if (visibleFlags(flags).length === 0) return false;
  const columns = options.invocation.mode === "plugin" ? (options.columns ?? 80) - 1 : 0;
  return [title, ...formatFlagUsages(flags, { columns, env: options.env })].join("\n");
}

function sections(...parts: readonly (string | false)[]): string {
  return `${parts.filter((part) => part !== false).join("\n\n")}\n`;
}

export { dockerHelp } from "./docker-help.js";
