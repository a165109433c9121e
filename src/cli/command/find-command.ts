import { globalFlags } from "./global-flags.js";

/** The first word of a line that is no flag and no flag's value, with the line that is left without it. */
export interface FoundName {
  readonly name: string;
  readonly rest: readonly string[];
}

/**
 * Finds the command's name in a line whose flags are not known yet: global flags may come before it. A flag that is
 * not global is taken to have a value in the next word, as Go's cobra does.
 */
export function findCommandName(line: readonly string[]): FoundName | undefined {
  for (let index = 0; index < line.length; index++) {
    const word = line[index] ?? "";
    if (word === "--") return undefined;
    if (!word.startsWith("-")) {
      return word === "" ? undefined : { name: word, rest: line.filter((_, other) => other !== index) };
    }
    if (takesNextWord(word)) index++;
  }
  return undefined;
}

/** Global flags that stand alone. */
const LONE_FLAGS = new Set(["--help", "-h", ...loneGlobalFlags()]);

function* loneGlobalFlags(): Generator<string> {
  for (const [name, flag] of Object.entries(globalFlags)) {
    if (flag.type.impliedValue === undefined) continue;
    yield `--${name}`;
    if (flag.shorthand !== undefined) yield `-${flag.shorthand}`;
  }
}

function takesNextWord(word: string): boolean {
  if (word.includes("=") || LONE_FLAGS.has(word)) return false;
  return word.startsWith("--") || word.length === 2;
}
