import { checkUlimit } from "../../util/check-ulimit.js";
import { parseCsvLine } from "../../util/csv.js";
import { formatDuration, parseDuration } from "../../util/duration.js";
import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";
import { parseSize } from "../../util/parse-size.js";

/** How a flag's text becomes a value, and how help names and shows it. */
export interface FlagType<T> {
  /** What help prints after the flag's name; empty for a flag that takes no value. */
  readonly valueName: string;
  /** The value when neither the user nor the definition gives one. */
  readonly zero: T;
  /** The text a flag given without a value stands for; undefined when the next argument is its value. */
  readonly impliedValue?: string;
  /** Reads one occurrence. `previous` is the value of the occurrences before it, undefined for the first one. */
  parse(text: string, previous: T | undefined): T;
  /** The default as help shows it, undefined to show none. */
  formatDefault(value: T): string | undefined;
}

/** Go's boolean words: `true`, `false`, `1`, `0`, `t`, `f` in the letter cases Go takes. */
export const boolType: FlagType<boolean> = {
  valueName: "",
  zero: false,
  impliedValue: "true",
  parse(text) {
    const value = parseGoBool(text);
    if (value === undefined) throw new Error(`strconv.ParseBool: parsing ${quoteGo(text)}: invalid syntax`);
    return value;
  },
  formatDefault: (value) => (value ? "true" : undefined),
};

/** As {@link boolType}, with one word more. */
export const boolOrType = <Word extends string>(word: Word): FlagType<boolean | Word> => ({
  ...boolType,
  parse: (text) => (text === word ? word : boolType.parse(text, undefined)),
  formatDefault: () => undefined,
});

/** As {@link boolType}, but tells a flag that is off from one that was not given. */
export const optionalBoolType: FlagType<boolean | undefined> = {
  ...boolType,
  zero: undefined,
  parse: (text) => boolType.parse(text, undefined),
  formatDefault: () => undefined,
};

/** Any text; the last occurrence wins. */
export const stringType: FlagType<string> = {
  valueName: "string",
  zero: "",
  parse: (text) => text,
  formatDefault: (value) => (value === "" ? undefined : quoteGo(value)),
};

/** Text that may be given several times; commas are part of the value. */
export const stringArrayType: FlagType<readonly string[]> = {
  valueName: "stringArray",
  zero: [],
  parse: (text, previous) => [...(previous ?? []), text],
  formatDefault: formatList,
};

/** Text that may be given several times, each occurrence a comma list. */
export const stringsType: FlagType<readonly string[]> = {
  valueName: "strings",
  zero: [],
  parse: (text, previous) => [...(previous ?? []), ...parseCsvLine(text)],
  formatDefault: formatList,
};

/** A whole number: decimal, `0x`, `0o` or `0b`. */
export const intType: FlagType<number> = {
  valueName: "int",
  zero: 0,
  parse(text) {
    const value = /^[+-]?(0[xX][\da-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9]\d*)$/.test(text)
      ? toInteger(text)
      : Number.NaN;
    if (!Number.isSafeInteger(value)) {
      throw new Error(`strconv.ParseInt: parsing ${quoteGo(text)}: invalid syntax`);
    }
    return value;
  },
  formatDefault: (value) => (value === 0 ? undefined : String(value)),
};

/** A size such as `64m`, in bytes. */
export const bytesType: FlagType<number> = {
  valueName: "bytes",
  zero: 0,
  parse: (text) => parseSize(text),
  formatDefault: (value) => (value === 0 ? undefined : String(value)),
};

/** As {@link bytesType}, but tells 0 from a flag that was not given. */
export const optionalBytesType: FlagType<number | undefined> = {
  valueName: "bytes",
  zero: undefined,
  parse: (text) => parseSize(text),
  formatDefault: () => undefined,
};

/** A Go duration such as `20s`, in milliseconds. */
export const durationType: FlagType<number> = {
  valueName: "duration",
  zero: 0,
  parse: (text) => parseDuration(text),
  formatDefault: (value) => (value === 0 ? undefined : formatDuration(BigInt(Math.round(value * 1e6)))),
};

/** `NAME=VALUE`, may be given several times; kept as written, an empty one says nothing. */
export const filterType: FlagType<readonly string[]> = {
  valueName: "filter",
  zero: [],
  parse(text, previous) {
    if (text !== "" && !text.includes("=")) throw new Error("bad format of filter (expected name=value)");
    return [...(previous ?? []), text];
  },
  formatDefault: () => undefined,
};

/** `NAME=SOFT[:HARD]`, may be given several times; checked here, kept as written. */
export const ulimitType: FlagType<readonly string[]> = {
  valueName: "ulimit",
  zero: [],
  parse(text, previous) {
    checkUlimit(text);
    return [...(previous ?? []), text];
  },
  formatDefault: (value) => `[${value.join(" ")}]`,
};

function formatList(value: readonly string[]): string | undefined {
  return value.length === 0 ? undefined : `[${value.join(",")}]`;
}

function toInteger(text: string): number {
  const magnitude = text.replace(/^[+-]/, "").replace(/^0(?=[0-7])/, "0o");
  return (text.startsWith("-") ? -1 : 1) * Number(magnitude);
}
