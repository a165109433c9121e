import { type Command, listedCommands } from "../command/command.js";
import { offeredFlags } from "../command/command-flags.js";
import { commandOf, findCommand } from "../command/find-command.js";
import type { Invocation } from "../command/invocation.js";
import type { CompletionKind } from "../flags/completion-kind.js";
import type { Flag, FlagSet } from "../flags/flag.js";
import { visibleFlags } from "../flags/flag-usages.js";

/** What the shell does beside offering words; the numbers are those of Go's cobra, whose scripts read them too. */
export const fileCompletion = { files: 0, none: 4, directories: 16 } as const;

/** Words for the end of a line. */
export interface Completions {
  readonly words: readonly { readonly word: string; readonly description?: string }[];
  readonly files: (typeof fileCompletion)[keyof typeof fileCompletion];
}

/** What completing a line takes. */
export interface CompletionSources {
  readonly invocation: Invocation;
  readonly program: Command;
  readonly builderNames: () => Promise<readonly string[]>;
  /** The stages of the Dockerfile that a line of `build` is about. */
  readonly stages: (line: readonly string[]) => Promise<readonly string[]>;
}

/**
 * Completes the last word of a line: a command, a flag, a flag's value or an argument.
 *
 * @param line the words after the program; the last one is what there is of the word to complete, maybe nothing
 */
export async function completeLine(
  line: readonly string[],
  sources: CompletionSources,
): Promise<Completions> {
  const before = line.slice(0, -1);
  const last = line.at(-1) ?? "";
  const { chain, rest, unknown } = findCommand(sources.program, before);
  const command = commandOf(chain);
  const flags = offeredFlags(sources.invocation, chain);
  if (!before.includes("--")) {
    const valued = flagAwaitingValue(flags, before.at(-1) ?? "");
    if (valued !== undefined) return values(valued.complete ?? "file", last, sources, rest);
    const equals = last.startsWith("-") ? last.indexOf("=") : -1;
    if (equals !== -1) {
      const flag = flags[last.slice(2, equals)];
      return values(flag?.complete ?? "file", last.slice(equals + 1), sources, rest);
    }
    if (last.startsWith("-")) return matching(flagWords(flags, before), last);
  }
  const commands = unknown === undefined ? commandWords(command, sources.invocation) : [];
  if (command.completes === undefined) return matching(commands, last);
  const given = rest.filter((word) => !word.startsWith("-"));
  if (given.length >= (command.args.max ?? Number.POSITIVE_INFINITY)) return nothing;
  const { words, files } = await values(command.completes, last, sources, rest);
  return { words: [...matching(commands, last).words, ...words], files };
}

const nothing: Completions = { words: [], files: fileCompletion.none };

/** The flag that the next word is the value of. */
function flagAwaitingValue(flags: FlagSet, word: string): Flag<unknown> | undefined {
  if (!word.startsWith("-") || word.includes("=")) return undefined;
  const flag = word.startsWith("--")
    ? flags[word.slice(2)]
    : Object.values(flags).find(({ shorthand }) => shorthand !== undefined && word === `-${shorthand}`);
  return flag?.type.impliedValue === undefined ? flag : undefined;
}

/** The flags that may still be given: those that take one value only once. */
function flagWords(flags: FlagSet, before: readonly string[]): Completions["words"] {
  const given = new Set(before.map((word) => /^--([^=]+)/.exec(word)?.[1]));
  return visibleFlags(flags)
    .filter(([name, flag]) => Array.isArray(flag.type.zero) || !given.has(name))
    .map(([name, flag]) => ({ word: `--${name}`, description: flag.usage }));
}

function commandWords(parent: Command, { mode }: Invocation): Completions["words"] {
  return listedCommands(parent)
    .filter((command) => mode === "standalone" || !command.standaloneOnly)
    .map(({ name, summary }) => ({ word: name, description: summary }));
}

async function values(
  kind: CompletionKind,
  text: string,
  sources: CompletionSources,
  line: readonly string[],
): Promise<Completions> {
  if (kind === "file") return { words: [], files: fileCompletion.files };
  if (kind === "directory") return { words: [], files: fileCompletion.directories };
  if (kind === "builder") return matching(wordsOf(await sources.builderNames()), text);
  if (kind === "stage") return matching(wordsOf(await sources.stages(line)), text);
  if (!("listOf" in kind)) return matching(wordsOf(kind), text);
  const listed = text.slice(0, text.lastIndexOf(",") + 1);
  const given = new Set(listed.split(","));
  return matching(wordsOf(kind.listOf.filter((word) => !given.has(word)).map((word) => listed + word)), text);
}

function wordsOf(words: readonly string[]): Completions["words"] {
  return words.map((word) => ({ word }));
}

function matching(words: Completions["words"], beginning: string): Completions {
  return { words: words.filter(({ word }) => word.startsWith(beginning)), files: fileCompletion.none };
}
