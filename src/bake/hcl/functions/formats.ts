import { quoteGo } from "../../../util/go-quote.js";
import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { anyType, stringType } from "../values/types.js";
import {
  elementsOf,
  isNull,
  isSequence,
  lengthOf,
  listValue,
  nullValue,
  stringValue,
  textOf,
  type Value,
} from "../values/value.js";
import { checkTextLength } from "./arguments.js";
import { formatVerb, type Verb } from "./format-verb.js";

const verbPattern = /%([0#+ -]*)([1-9]\d*)?(?:\.(\d*))?(?:\[([1-9]\d*)\])?([a-zA-Z])/y;

/** Fills values into a text with verbs such as `%s`, `%05d`, `%[1]q`, as `format` does. */
function formatText(format: string, args: readonly Value[]): string {
  const pieces: string[] = [];
  let [at, next, highest, length] = [0, 1, 0, 0];
  while (at < format.length) {
    const percent = format.indexOf("%", at);
    const plain = format.slice(at, percent < 0 ? format.length : percent);
    pieces.push(plain);
    at += plain.length;
    if (percent < 0) break;
    if (format[at + 1] === "%") {
      pieces.push("%");
      at += 2;
      continue;
    }
    const verb = readVerb(format, at, next);
    at += verb.raw.length;
    next = verb.argument + 1;
    highest = Math.max(highest, verb.argument);
    const piece = formatVerb(verb, argumentFor(verb, args));
    length += piece.length;
    checkTextLength(length);
    pieces.push(piece);
  }
  if (highest < args.length) throw tooMany(highest);
  return pieces.join("");
}

function readVerb(format: string, at: number, next: number): Verb {
  verbPattern.lastIndex = at;
  const match = verbPattern.exec(format);
  if (match === null) throw badFormat(format, at);
  const [raw, flags = "", width, precision, index, mode = ""] = match;
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text || "0"));
  return {
    raw,
    offset: Buffer.byteLength(format.slice(0, at)),
    flags,
    width: number(width),
    precision: number(precision),
    argument: number(index) ?? next,
    mode,
  };
}

function badFormat(format: string, at: number): FunctionError {
  const accepted =
    /^%[0#+ -]*(?:[1-9]\d*)?(?:\.\d*)?(?:\[(?:[1-9]\d*\]?)?)?/.exec(format.slice(at))?.[0] ?? "%";
  const end = at + accepted.length;
  const offset = Buffer.byteLength(format.slice(0, end));
  const code = format.codePointAt(end);
  if (code === undefined) return new FunctionError(`invalid format string starting at offset ${offset}`);
  const char = String.fromCodePoint(code);
  return new FunctionError(
    `unrecognized format character '${char === "'" ? "\\'" : char}' at offset ${offset}`,
  );
}

function argumentFor(verb: Verb, args: readonly Value[]): Value {
  const value = args[verb.argument - 1];
  if (value !== undefined) return value;
  throw new FunctionError(
    `not enough arguments for ${quoteGo(verb.raw)} at ${verb.offset}: need index ${verb.argument} but have ${args.length} total`,
  );
}

function tooMany(used: number): FunctionError {
  if (used === 0) return new FunctionError("too many arguments; no verbs in format string", 1);
  return new FunctionError(`too many arguments; only ${used} used by format string`, used + 1);
}

function formatList(format: string, args: readonly Value[]): Value {
  if (args.length === 0) return listValue([stringValue(formatText(format, args))]);
  let length: number | undefined;
  let chooser = 0;
  for (const [at, value] of args.entries()) {
    if (!isSequence(value.type) || isNull(value)) continue;
    if (length === undefined) {
      length = lengthOf(value);
      chooser = at;
    } else if (lengthOf(value) !== length) {
      throw new FunctionError(
        `argument ${at + 1} has length ${lengthOf(value)}, which is inconsistent with argument ${chooser + 1} of length ${length}`,
        at + 1,
      );
    }
  }
  const rows = Array.from({ length: length ?? 1 }, (_, row) => {
    const values = args.map((value) =>
      isSequence(value.type) && !isNull(value) ? (elementsOf(value)[row] ?? nullValue()) : value,
    );
    try {
      return stringValue(formatText(format, values));
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      throw new FunctionError(`error on format iteration ${row}: ${error.message}`);
    }
  });
  return listValue(rows, stringType);
}

const formatParameter = parameter("format", stringType);
const argsParameter = parameter("args", anyType, true);

/** `format` and `formatlist`. */
export const formatFunctions: Readonly<Record<string, HclFunction>> = {
  format: define(
    [formatParameter],
    (format, ...args) => stringValue(formatText(textOf(format ?? nullValue()), args)),
    argsParameter,
  ),
  formatlist: define(
    [formatParameter],
    (format, ...args) => formatList(textOf(format ?? nullValue()), args),
    argsParameter,
  ),
};
