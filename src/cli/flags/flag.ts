import type { CompletionKind } from "./completion-kind.js";
import {
  boolOrType,
  boolType,
  bytesType,
  durationType,
  type FlagType,
  filterType,
  intType,
  optionalBoolType,
  optionalBytesType,
  stringArrayType,
  stringsType,
  stringType,
  ulimitType,
} from "./flag-types.js";

/** Everything about a flag but its name and type. */
export interface FlagOptions<T> {
  /** One letter. */
  readonly shorthand?: string;
  /** Default: the type's zero value. */
  readonly default?: T;
  /** Environment variable whose non-empty text is the default, read as if it had been given on the command line. */
  readonly env?: string | undefined;
  /** What help prints after the name. Default: the type's. */
  readonly valueName?: string;
  /** Works, but help does not show it. */
  readonly hidden?: boolean;
  /** Works, but the plugin's help does not show it. */
  readonly standaloneOnly?: boolean;
  /** What to use instead; printed when the flag is used, and the flag is hidden from help. */
  readonly deprecated?: string;
  /** What to use instead of the shorthand; printed when the shorthand is used. */
  readonly shorthandDeprecated?: string;
  /** What shells complete its value with. Default: files. */
  readonly complete?: CompletionKind;
}

/** One flag of a command; its name is its key in {@link FlagSet}. */
export interface Flag<T> extends FlagOptions<T> {
  readonly type: FlagType<T>;
  /** One line for help. */
  readonly usage: string;
}

/** A command's flags by name. */
export type FlagSet = Readonly<Record<string, Flag<unknown>>>;

/** The values of a flag set, by flag name. */
export type FlagValues<F extends FlagSet> = {
  readonly [Name in keyof F]: F[Name] extends Flag<infer T> ? T : never;
};

type FlagMaker<T> = (usage: string, options?: FlagOptions<T>) => Flag<T>;

const maker =
  <T>(type: FlagType<T>): FlagMaker<T> =>
  (usage, options = {}) => ({ ...options, type, usage });

/** `--x`, `--x=false` */
export const boolFlag = maker(boolType);
/** `--x`, `--x=false`, and `--x=WORD` for more than that. */
export const boolOrFlag = <Word extends string>(word: Word) => maker(boolOrType(word));
/** `--x`, `--x=false`; undefined when it is not given. */
export const optionalBoolFlag = maker(optionalBoolType);
/** `--x text`, `--x=text` */
export const stringFlag = maker(stringType);
/** `--x a --x b` */
export const stringArrayFlag = maker(stringArrayType);
/** `--x a,b --x c` */
export const stringsFlag = maker(stringsType);
/** `--x 5` */
export const intFlag = maker(intType);
/** `--x 64m` */
export const bytesFlag = maker(bytesType);
/** `--x 64m`; undefined when it is not given. */
export const optionalBytesFlag = maker(optionalBytesType);
/** `--x 20s` */
export const durationFlag = maker(durationType);
/** `--x key=value --x key=value` */
export const filterFlag = maker(filterType);
/** `--x nofile=1024:2048` */
export const ulimitFlag = maker(ulimitType);
