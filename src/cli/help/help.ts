import { type Command, listedCommands } from "../command/command.js";
import { ownHelpFlag, shownFlags } from "../command/command-flags.js";
import { type CommandChain, commandOf, pathOf } from "../command/find-command.js";
import { globalFlagsOf } from "../command/global-flags.js";
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

/** The help of one command or of the whole program, in the layout of docker's plugins or of stand-alone Go programs. */
export function commandHelp(chain: CommandChain, options: HelpOptions): string {
  if (options.invocation.mode === "plugin") return pluginHelp(chain, options);
  return `${commandOf(chain).summary}\n\n${standaloneUsage(chain, options)}`;
}

function pluginHelp(chain: CommandChain, options: HelpOptions): string {
  const { invocation } = options;
  const command = commandOf(chain);
  const path = pathOf(invocation, chain);
  const shown = listedCommands(command).filter((child) => !child.standaloneOnly);
  const above = pathOf(invocation, butLast(chain));
  const aliases = (command.aliases ?? []).map((alias) => `${above} ${alias}`);
  const first = command.dockerAliases ?? [path];
  return sections(
    `Usage:  ${command.commands === undefined ? usageLine(invocation, chain) : `${path} [OPTIONS] COMMAND`}`,
    command.summary,
    aliases.length > 0 && `Aliases:\n  ${[...first, ...aliases].join(", ")}`,
    exampleSection(path, command),
    flagSection("Options:", { ...globalFlagsOf(command), ...shownFlags(invocation, command) }, options),
    glossarySection(command),
    ...commandSections(shown),
    command.commands !== undefined && `Run '${path} COMMAND --help' for more information on a command.`,
  );
}

/** The stand-alone program's help below its first line, which is also shown for an unknown help topic. */
export function standaloneUsage(chain: CommandChain, options: HelpOptions): string {
  const { invocation } = options;
  const command = commandOf(chain);
  const path = pathOf(invocation, chain);
  const names = [command.name, ...(command.aliases ?? [])];
  const help = chain.length === 1 ? [{ name: "help", summary: "Help about any command" }] : [];
  const shown = [...listedCommands(command), ...help].sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = { ...ownHelpFlag(invocation, chain), ...command.flags };
  const shared = globalFlagsOf(command);
  return sections(
    `Usage:\n  ${usageLine(invocation, chain)}${shown.length > 0 ? `\n  ${path} [command]` : ""}`,
    names.length > 1 && `Aliases:\n  ${names.join(", ")}`,
    exampleSection(path, command),
    shown.length > 0 && commandSection("Available Commands:", shown, widthOf(shown)),
    flagSection("Flags:", chain.length === 1 ? { ...shared, ...own } : own, options),
    glossarySection(command),
    chain.length > 1 && flagSection("Global Flags:", shared, options),
    shown.length > 0 && `Use "${path} [command] --help" for more information about a command.`,
  );
}

/** Docker lists the commands that hold others apart. */
function commandSections(commands: readonly Command[]): (string | false)[] {
  const holding = commands.filter((command) => command.commands !== undefined);
  const others = commands.filter((command) => command.commands === undefined);
  const width = widthOf(commands);
  return [
    holding.length > 0 && commandSection("Management Commands:", holding, width),
    others.length > 0 && commandSection("Commands:", others, width),
  ];
}

function exampleSection(path: string, { examples = [] }: Command): string | false {
  return examples.length > 0 && ["Examples:", ...examples.map((line) => `  ${path} ${line}`)].join("\n");
}

function glossarySection({ glossary }: Command): string | false {
  if (glossary === undefined) return false;
  const width = Math.max(...glossary.entries.map(([name]) => name.length));
  const lines = glossary.entries.map(([name, meaning]) => `  ${name.padEnd(width)}   ${meaning}`);
  return [glossary.title, ...lines].join("\n");
}

type ListedCommand = Pick<Command, "name" | "summary">;

/** Shortest column of command names. */
const NAME_WIDTH = 11;

function widthOf(commands: readonly ListedCommand[]): number {
  return Math.max(NAME_WIDTH, ...commands.map(({ name }) => name.length));
}

function commandSection(title: string, commands: readonly ListedCommand[], width: number): string {
  return [title, ...commands.map(({ name, summary }) => `  ${name.padEnd(width)} ${summary}`)].join("\n");
}

function flagSection(title: string, flags: FlagSet, options: HelpOptions): string | false {
  if (visibleFlags(flags).length === 0) return false;
  const columns = options.invocation.mode === "plugin" ? (options.columns ?? 80) - 1 : 0;
  return [title, ...formatFlagUsages(flags, { columns, env: options.env })].join("\n");
}

function butLast([program, ...below]: CommandChain): CommandChain {
  return [program, ...below.slice(0, -1)];
}

function sections(...parts: readonly (string | false)[]): string {
  return `${parts.filter((part) => part !== false).join("\n\n")}\n`;
}

export { dockerHelp } from "./docker-help.js";
