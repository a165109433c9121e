import type { CompletionKind } from "../flags/completion-kind.js";
import type { FlagSet, FlagValues } from "../flags/flag.js";
import type { CommandCall } from "./command-call.js";

/** How many arguments a command takes. */
export interface ArgsRule {
  /** Default 0. */
  readonly min?: number;
  /** Default: no limit. */
  readonly max?: number;
  /** Complain in the words that buildx's newer commands have, which say that none are accepted. */
  readonly none?: boolean;
  /** Complain in one sentence, in the words of Go's cobra, as some of buildx's commands do. */
  readonly plain?: boolean;
}

/** For commands without arguments that say so when they get one. */
export const noArguments: ArgsRule = { max: 0, none: true };

/**
 * A command as data, and with the commands below it a tree: parsing, help, documentation and shell completion are all
 * made from this. `run` imports what does the work only when it is called, so that help needs none of it.
 */
export interface Command<F extends FlagSet = FlagSet> {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line for lists and the head of the help. */
  readonly summary: string;
  /** What follows the name in the usage line, e.g. `[OPTIONS] NAME`. */
  readonly synopsis: string;
  /** Other commands of docker that end up here, for the plugin's help. */
  readonly dockerAliases?: readonly string[];
  /** Lines for the help, without the program and the command's own name. Default: none. */
  readonly examples?: readonly string[];
  /** Names with what they mean that the help lists below the flags. Default: none. */
  readonly glossary?: { readonly title: string; readonly entries: readonly (readonly [string, string])[] };
  readonly args: ArgsRule;
  /** What shells complete the arguments with. Default: nothing. */
  readonly completes?: CompletionKind;
  readonly flags: F;
  /** Flags with which the command does so much less that its compiled code is kept apart. Default: none. */
  readonly lightFlags?: readonly (keyof F & string)[];
  /** The command is about the stand-alone program; the plugin's help leaves it out. */
  readonly standaloneOnly?: boolean;
  /** What to do instead, for a command that is kept for old scripts: it says so, and no list has it. */
  readonly deprecated?: string;
  /** The command acts on the selected builder, so help shows `--builder`. */
  readonly usesBuilder: boolean;
  /** Commands below this one, sorted by name. */
  readonly commands?: readonly Command[];
  /** Does the work and gives the exit status, 0 if it gives none. A command without it prints its help. */
  run?(context: CommandCall, flags: FlagValues<F>, args: readonly string[]): Promise<number | undefined>;
}

/** Checks a command's types against its own flags and forgets them, so that all commands fit one list. */
export function defineCommand<const F extends FlagSet>(command: Command<F>): Command {
  return command as unknown as Command;
}

/** A command that only holds others: it prints its help, and names a word that is none of them. */
export function defineGroup(
  group: Pick<Command, "name" | "summary"> & { readonly commands: readonly Command[] } & Partial<
      Pick<Command, "flags">
    >,
): Command {
  return { synopsis: "", args: {}, usesBuilder: true, flags: {}, ...group };
}

/** The commands below one that lists show. */
export function listedCommands({ commands = [] }: Command): readonly Command[] {
  return commands.filter((command) => command.deprecated === undefined);
}
