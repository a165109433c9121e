import { program } from "../catalog/catalog.js";
import { type Command, listedCommands } from "../command/command.js";
import { type CommandChain, commandOf, pathOf } from "../command/find-command.js";
import { globalFlagsOf } from "../command/global-flags.js";
import type { Flag } from "../flags/flag.js";
import { visibleFlags } from "../flags/flag-usages.js";
import { usageLine } from "../help/usage-line.js";
import { type CommandNotes, commandNotes } from "./command-notes.js";

const invocation = { mode: "standalone", program: "slipway", path: "slipway" } as const;

/** The pages of docs/reference by file name: one for each command, and an index. Throws for a command without notes. */
export function referencePages(
  root: Command = program,
  notes: Readonly<Record<string, CommandNotes>> = commandNotes,
): Map<string, string> {
  const pages = chainsBelow([root]).map((chain): [string, string] => [
    fileOf(chain),
    commandPage(chain, notesOf(chain, notes)),
  ]);
  return new Map([...pages, ["README.md", indexPage(root)]]);
}

/** The commands below one, each right after the one that holds it. */
function chainsBelow(chain: CommandChain): CommandChain[] {
  return listedCommands(commandOf(chain)).flatMap((command) => {
    const below: CommandChain = [...chain, command];
    return [below, ...chainsBelow(below)];
  });
}

/** `build` or `history ls`. */
function nameOf(chain: CommandChain): string {
  return chain
    .slice(1)
    .map(({ name }) => name)
    .join(" ");
}

function fileOf(chain: CommandChain): string {
  return `${nameOf(chain).replaceAll(" ", "_")}.md`;
}

function notesOf(chain: CommandChain, notes: Readonly<Record<string, CommandNotes>>): CommandNotes {
  const found = notes[nameOf(chain)];
  if (found === undefined) throw new Error(`the command ${nameOf(chain)} has no notes for the reference`);
  return found;
}

function indexPage(root: Command): string {
  return `# Commands\n\n${commandList([root])}\n`;
}

function commandList(chain: CommandChain): string {
  return chainsBelow(chain)
    .map((below) => {
      const indent = "  ".repeat(below.length - chain.length - 1);
      return `${indent}- [${nameOf(below)}](${fileOf(below)}): ${commandOf(below).summary}`;
    })
    .join("\n");
}

function commandPage(chain: CommandChain, notes: CommandNotes): string {
  const command = commandOf(chain);
  const above = pathOf(invocation, [chain[0], ...chain.slice(1, -1)]);
  const aliases = (command.aliases ?? []).map((alias) => `\`${above} ${alias}\``).join(", ");
  return [
    `# ${pathOf(invocation, chain)}`,
    command.summary,
    `## Synopsis\n\n\`\`\`text\n${synopsis(chain)}\n\`\`\``,
    ...(aliases === "" ? [] : [`Also: ${aliases}.`]),
    `## Description\n\n${notes.description}`,
    ...(command.commands === undefined ? [] : [`## Commands\n\n${commandList(chain)}`]),
    `## Flags\n\n${flagTable(command)}`,
    `## Exit status\n\n${notes.exitStatus ?? "0 when all went well, 1 for an error, 130 when it was cancelled."}`,
    `## Example\n\n\`\`\`console\n${notes.example}\n\`\`\`\n`,
  ].join("\n\n");
}

function synopsis(chain: CommandChain): string {
  const command = commandOf(chain);
  return [
    ...(command.run === undefined ? [] : [usageLine(invocation, chain)]),
    ...(command.commands === undefined ? [] : [`${pathOf(invocation, chain)} COMMAND`]),
  ].join("\n");
}

function flagTable(command: Command): string {
  const rows = visibleFlags({ ...globalFlagsOf(command), ...command.flags }).map(([name, flag]) =>
    [flagCell(name, flag), defaultCell(flag), flag.usage]
      .map((cell) => cell.replaceAll("|", "\\|"))
      .join(" | "),
  );
  return ["| Flag | Default | Meaning |", "| --- | --- | --- |", ...rows.map((row) => `| ${row} |`)].join(
    "\n",
  );
}

function flagCell(name: string, flag: Flag<unknown>): string {
  const short = flag.shorthand === undefined ? "" : `\`-${flag.shorthand}\`, `;
  const value = flag.valueName ?? flag.type.valueName;
  return `${short}\`--${name}${value === "" ? "" : ` ${value}`}\``;
}

/** A default that comes from the environment is not the same everywhere: the variable is named instead. */
function defaultCell(flag: Flag<unknown>): string {
  if (flag.env !== undefined) return `\`$${flag.env}\``;
  const shown = flag.type.formatDefault(flag.default ?? flag.type.zero);
  return shown === undefined ? "" : `\`${shown}\``;
}
