import { catalog } from "../catalog/catalog.js";
import type { Command } from "../command/command.js";
import { globalFlagsOf } from "../command/global-flags.js";
import type { Flag } from "../flags/flag.js";
import { visibleFlags } from "../flags/flag-usages.js";
import { usageLine } from "../help/usage-line.js";
import { commandNotes } from "./command-notes.js";

const invocation = { mode: "standalone", program: "slipway", path: "slipway" } as const;

/** The pages of docs/reference by file name: one for each command, and an index. Throws for a command without notes. */
export function referencePages(): Map<string, string> {
  const pages = new Map(catalog.map((command) => [`${command.name}.md`, commandPage(command)]));
  return pages.set("README.md", indexPage());
}

function indexPage(): string {
  const rows = catalog.map(({ name, summary }) => `- [${name}](${name}.md): ${summary}`);
  return `# Commands\n\n${rows.join("\n")}\n`;
}

function commandPage(command: Command): string {
  const notes = commandNotes[command.name];
  if (notes === undefined) throw new Error(`the command ${command.name} has no notes for the reference`);
  const aliases = (command.aliases ?? []).map((alias) => `\`slipway ${alias}\``).join(", ");
  return [
    `# slipway ${command.name}`,
    command.summary,
    `## Synopsis\n\n\`\`\`text\n${usageLine(invocation, command)}\n\`\`\``,
    ...(aliases === "" ? [] : [`Also: ${aliases}.`]),
    `## Description\n\n${notes.description}`,
    `## Flags\n\n${flagTable(command)}`,
    `## Exit status\n\n${notes.exitStatus ?? "0 when all went well, 1 for an error, 130 when it was cancelled."}`,
    `## Example\n\n\`\`\`console\n${notes.example}\n\`\`\`\n`,
  ].join("\n\n");
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
