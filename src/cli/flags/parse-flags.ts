import { quoteGo } from "../../util/go-quote.js";
import { nearestWord } from "../../util/nearest-word.js";
import type { Flag, FlagSet, FlagValues } from "./flag.js";
import { FlagError } from "./flag-error.js";

/** What {@link parseFlags} reads. */
export interface ParsedFlags<F extends FlagSet> {
  readonly values: FlagValues<F>;
  /** Names of the flags that were given on the command line. */
  readonly given: ReadonlySet<string>;
  /** The arguments that are no flags, in order. */
  readonly args: readonly string[];
  /** Lines about deprecated flags that were used. */
  readonly notices: readonly string[];
}

/** How {@link parseFlags} treats the line. */
export interface ParseFlagsOptions {
  /** Environment for flags with a default from a variable. Default: none is set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Stop at the first argument that is no flag; it and all after it are arguments. Default false. */
  readonly stopAtFirstArgument?: boolean;
}

/**
 * Parses a command line as Go's pflag does: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`, joined
 * shorthands `-qf x`, booleans without a value or as `--name=false`, flags before, between and after arguments, and
 * `--` to end them. A value that follows its flag may itself start with a dash.
 *
 * @throws FlagError in pflag's words.
 */
export function parseFlags<F extends FlagSet>(
  flags: F,
  line: readonly string[],
  options: ParseFlagsOptions = {},
): ParsedFlags<F> {
  const parser = new FlagParser(flags, line, options);
  parser.run();
  return {
    values: parser.values() as FlagValues<F>,
    given: parser.given,
    args: parser.args,
    notices: parser.notices,
  };
}

class FlagParser {
  readonly given = new Set<string>();
  readonly args: string[] = [];
  readonly notices: string[] = [];
  readonly #parsed = new Map<string, unknown>();
  readonly #byShorthand = new Map<string, string>();
  #next = 0;

  constructor(
    private readonly flags: FlagSet,
    private readonly line: readonly string[],
    private readonly options: ParseFlagsOptions,
  ) {
    for (const [name, flag] of Object.entries(flags)) {
      if (flag.shorthand !== undefined) this.#byShorthand.set(flag.shorthand, name);
    }
  }

  run(): void {
    for (;;) {
      const word = this.#take();
      if (word === undefined) return;
      if (word.length < 2 || !word.startsWith("-")) {
        this.args.push(word);
        if (this.options.stopAtFirstArgument) this.#takeRest();
      } else if (word === "--") {
        this.#takeRest();
      } else if (word.startsWith("--")) {
        this.#longFlag(word);
      } else {
        this.#shorthands(word.slice(1));
      }
    }
  }

  values(): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const [name, flag] of Object.entries(this.flags)) {
      values[name] = this.given.has(name) ? this.#parsed.get(name) : defaultOf(flag, this.options.env);
    }
    return values;
  }

  #take(): string | undefined {
    return this.line[this.#next++];
  }

  #takeRest(): void {
    this.args.push(...this.line.slice(this.#next));
    this.#next = this.line.length;
  }

  #longFlag(word: string): void {
    const equals = word.indexOf("=");
    const name = word.slice(2, equals === -1 ? undefined : equals);
    if (name === "" || name.startsWith("-")) throw new FlagError(`bad flag syntax: ${word}`);
    const flag = this.#lookUp(name);
    if (flag === undefined) throw new FlagError(`unknown flag: --${name}`, this.#suggestion(name));
    const text = equals === -1 ? (flag.type.impliedValue ?? this.#take()) : word.slice(equals + 1);
    if (text === undefined) throw new FlagError(`flag needs an argument: --${name}`);
    this.#set(name, flag, text);
  }

  #shorthands(letters: string): void {
    let rest = letters;
    while (rest !== "") {
      const letter = rest.charAt(0);
      const after = rest.slice(1);
      const name = this.#byShorthand.get(letter);
      const flag = name === undefined ? undefined : this.#lookUp(name);
      if (name === undefined || flag === undefined) {
        throw new FlagError(`unknown shorthand flag: '${letter}' in -${rest}`, this.#suggestion(letters));
      }
      if (flag.shorthandDeprecated !== undefined) {
        this.notices.push(`Flag shorthand -${letter} has been deprecated, ${flag.shorthandDeprecated}`);
      }
      const withEquals = after.startsWith("=") && after.length > 1;
      const implied = withEquals ? undefined : flag.type.impliedValue;
      const text = implied ?? (withEquals ? after.slice(1) : after || this.#take());
      if (text === undefined) throw new FlagError(`flag needs an argument: '${letter}' in -${rest}`);
      this.#set(name, flag, text);
      rest = implied === undefined ? "" : after;
    }
  }

  /** The flag that was meant by a mistyped one, or by one with a dash too few. */
  #suggestion(typed: string): { readonly hint?: string } {
    const word = typed.split("=", 1)[0] ?? "";
    const near = nearestWord(word, visibleFlagNames(this.flags));
    return near === undefined ? {} : { hint: `did you mean --${near}?` };
  }

  #lookUp(name: string): Flag<unknown> | undefined {
    return Object.hasOwn(this.flags, name) ? this.flags[name] : undefined;
  }

  #set(name: string, flag: Flag<unknown>, text: string): void {
    try {
      this.#parsed.set(name, flag.type.parse(text, this.#parsed.get(name)));
    } catch (reason) {
      throw new FlagError(
        `invalid argument ${quoteGo(text)} for ${quoteGo(shownName(name, flag))} flag: ${messageOf(reason)}`,
      );
    }
    if (flag.deprecated !== undefined && !this.given.has(name)) {
      this.notices.push(`Flag --${name} has been deprecated, ${flag.deprecated}`);
    }
    this.given.add(name);
  }
}

/** The value a flag has when it is not given. */
export function defaultOf<T>(flag: Flag<T>, env: ParseFlagsOptions["env"] = {}): T {
  const fromEnv = flag.env === undefined ? undefined : env[flag.env];
  if (fromEnv) return flag.type.parse(fromEnv, undefined);
  return flag.default ?? flag.type.zero;
}

function visibleFlagNames(flags: FlagSet): string[] {
  return Object.keys(flags).filter((name) => !flags[name]?.hidden && flags[name]?.deprecated === undefined);
}

function shownName(name: string, flag: Flag<unknown>): string {
  const withShorthand = flag.shorthand !== undefined && flag.shorthandDeprecated === undefined;
  return withShorthand ? `-${flag.shorthand}, --${name}` : `--${name}`;
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
