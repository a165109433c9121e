import type { RE2JS } from "re2js";
import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { objectType, stringType, type Type, tupleType } from "../values/types.js";
import {
  listValue,
  nullValue,
  objectValue,
  stringValue,
  textOf,
  tupleValue,
  type Value,
} from "../values/value.js";
import { checkTextLength } from "./arguments.js";

/** The regular expression library, which is loaded when a definition needs it. */
export type RegexLibrary = typeof RE2JS;

/** Where a match and its groups are: texts, undefined for groups that took no part. */
interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

interface Pattern {
  readonly compiled: RE2JS;
  /** By index; the empty string for groups without a name. */
  readonly names: readonly string[];
}

/** Regular expressions with RE2's syntax, in time linear in the text. */
export function regexFunctions(library: RegexLibrary | undefined): Readonly<Record<string, HclFunction>> {
  const pattern = parameter("pattern", stringType);
  const string = parameter("string", stringType);
  const texts = (values: readonly Value[]) => values.map(textOf);
  return {
    regex: define([pattern, string], (...values) => {
      const [source = "", text = ""] = texts(values);
      const compiled = compileTyped(library, source);
      const [match] = matches(compiled, text);
      if (match === undefined) throw new FunctionError("pattern did not match any part of the given string");
      return result(compiled, match);
    }),
    regexall: define([pattern, string], (...values) => {
      const [source = "", text = ""] = texts(values);
      const compiled = compileTyped(library, source);
      const found = [...matches(compiled, text)];
      return listValue(
        found.map((match) => result(compiled, match)),
        resultType(compiled),
      );
    }),
    regex_replace: define(
      [parameter("str", stringType), pattern, parameter("replace", stringType)],
      (...values) => {
        const [text = "", source = "", replacement = ""] = texts(values);
        const compiled = compile(
          library,
          source,
          (code, expression) => new FunctionError(`error parsing regexp: ${code}: \`${expression}\``),
        );
        return stringValue(replaceAll(compiled, text, replacement));
      },
    ),
  };
}

function compileTyped(library: RegexLibrary | undefined, source: string): Pattern {
  const pattern = compile(
    library,
    source,
    (code, expression) => new FunctionError(`invalid regexp pattern: ${code} in ${expression}`, 0),
  );
  const { names } = pattern;
  if (names.some((name) => name === "") && names.some((name) => name !== ""))
    throw new FunctionError("invalid regexp pattern: cannot mix both named and unnamed capture groups", 0);
  return pattern;
}

function compile(
  library: RegexLibrary | undefined,
  source: string,
  failed: (code: string, expression: string) => FunctionError,
): Pattern {
  if (library === undefined) throw new FunctionError("the regular expression library is not loaded");
  try {
    const compiled = library.compile(source);
    const names = Array.from({ length: compiled.groupCount() }, () => "");
    for (const [name, at] of Object.entries(compiled.namedGroups())) names[Number(at) - 1] = name;
    return { compiled, names };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const match = /^error parsing regexp: (.*?)(?:: `(.*)`)?$/s.exec(text);
    throw failed(match?.[1] ?? text, match?.[2] ?? "");
  }
}

/** Matches from left to right that do not overlap; an empty one directly behind another does not count. */
function* matches({ compiled, names }: Pattern, text: string): Generator<Match> {
  const matcher = compiled.matcher(text);
  let last = -1;
  while (matcher.find()) {
    const start = matcher.start();
    const end = matcher.end();
    if (start === end && start === last) continue;
    last = end;
    const groups = names.map((_, at) => matcher.group(at + 1) ?? undefined);
    yield { start, end, groups: [text.slice(start, end), ...groups] };
  }
}

function resultType({ names }: Pattern): Type {
  if (names.length === 0) return stringType;
  if (names[0] === "") return tupleType(names.map(() => stringType));
  return objectType(new Map(names.toSorted().map((name) => [name, stringType])));
}

function result({ names }: Pattern, { groups }: Match): Value {
  const group = (at: number): Value => {
    const text = groups[at];
    return text === undefined ? nullValue(stringType) : stringValue(text);
  };
  if (names.length === 0) return group(0);
  if (names[0] === "") return tupleValue(names.map((_, at) => group(at + 1)));
  return objectValue(new Map(names.map((name, at) => [name, group(at + 1)])));
}

function replaceAll(pattern: Pattern, text: string, replacement: string): string {
  const pieces: string[] = [];
  let at = 0;
  let length = text.length;
  for (const match of matches(pattern, text)) {
    const inserted = expand(replacement, pattern, match);
    length += inserted.length;
    checkTextLength(length);
    pieces.push(text.slice(at, match.start), inserted);
    at = match.end;
  }
  return [...pieces, text.slice(at)].join("");
}

const reference = /\$\$|\$(?:\{([0-9A-Za-z_]+)\}|([0-9A-Za-z_]+))/g;

/** The replacement with `$1`, `$name` and `${name}` filled in, as Go's Expand does. */
function expand(replacement: string, { names }: Pattern, { groups }: Match): string {
  return replacement.replace(reference, (whole: string, braced?: string, bare?: string) => {
    if (whole === "$$") return "$";
    const name = braced ?? bare ?? "";
    const at = /^(?:0|[1-9]\d*)$/.test(name) ? Number(name) : names.indexOf(name) + 1 || -1;
    return groups[at] ?? "";
  });
}
