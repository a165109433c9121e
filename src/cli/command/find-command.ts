import type { FlagSet } from "../flags/flag.js";
import type { Command } from "./command.js";
import { globalFlags } from "./global-flags.js";

/** Commands from the whole program, which comes first, down to the one that is meant. */
export type CommandChain = readonly [Command, ...Command[]];

/** What a line names. */
export interface FoundCommand {
  readonly chain: CommandChain;
  /** The line without the names of the commands. */
  readonly rest: readonly string[];
  /** What stands where the name of a further command could, and names none: a mistake, or an argument. */
  readonly unknown?: { readonly word: string; readonly rest: readonly string[] } | undefined;
}

/** The command that a chain ends with. */
export function commandOf(chain: CommandChain): Command {
  return chain.at(-1) ?? chain[0];
}

/** What to type for a command: `docker buildx history ls` or `slipway history ls`. */
export function pathOf(invocation: { readonly path: string }, chain: CommandChain): string {
  return [invocation.path, ...chain.slice(1).map(({ name }) => name)].join(" ");
}

/**
 * Finds the command that a line names, from the top of the tree down. The flags of a command may stand before the next
 * name; a flag that it does not know is taken to have a value in the next word, as Go's cobra does.
 */
export function findCommand(program: Command, line: readonly string[]): FoundCommand {
  let chain: CommandChain = [program];
  let rest = line;
  for (;;) {
    const command = commandOf(chain);
    const found = command.commands && firstWord(rest, { ...globalFlags, ...command.flags });
    if (found === undefined) return { chain, rest };
    const next = command.commands?.find(
      ({ name, aliases }) => name === found.word || aliases?.includes(found.word),
    );
    if (next === undefined) return { chain, rest, unknown: found };
    chain = [...chain, next];
    rest = found.rest;
  }
}

/** The first word of a line that is no flag and no flag's value, with the line that is left without it. */
function firstWord(line: readonly string[], flags: FlagSet): FoundCommand["unknown"] {
  const lone = loneFlags(flags);
  for (let index = 0; index < line.length; index++) {
    const word = line[index] ?? "";
    if (word === "--" || word === "") return undefined;
    if (!word.startsWith("-")) return { word, rest: line.filter((_, other) => other !== index) };
    if (takesNextWord(word, lone)) index++;
  }
  return undefined;
}

/** Flags that take no value from the next word. */
function loneFlags(flags: FlagSet): ReadonlySet<string> {
  const lone = Object.entries(flags).filter(([, flag]) => flag.type.impliedValue !== undefined);
  return new Set([
    "--help",
    "-h",
    ...lone.flatMap(([name, { shorthand }]) => [`--${name}`, ...(shorthand ? [`-${shorthand}`] : [])]),
  ]);
}

function takesNextWord(word: string, lone: ReadonlySet<string>): boolean {
  if (word.includes("=") || lone.has(word)) return false;
  return word.startsWith("--") || word.length === 2;
}
