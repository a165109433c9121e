import { compareText } from "../../../util/compare-text.js";
import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { graphemeCount, graphemes } from "../syntax/positions.js";
import { listType, numberType, stringType } from "../values/types.js";
import {
  elementsOf,
  integerValue,
  isNull,
  listValue,
  nullValue,
  stringValue,
  textOf,
  type Value,
} from "../values/value.js";
import { checkTextLength, integerArgument } from "./arguments.js";

type Names = readonly [first: string, ...others: string[]];

/** A function of strings that gives a string. */
function ofText(names: Names, compute: (...texts: readonly string[]) => string): HclFunction {
  return define(
    names.map((name) => parameter(name, stringType)),
    (...values) => stringValue(compute(...values.map(textOf))),
  );
}

/** Go's white space: JavaScript's, without the byte order mark, with the next-line control. */
const space = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const leadingSpace = new RegExp(`^${space}+`, "u");
const spaceOnly = new RegExp(`^${space}$`, "u");

function trimSpace(text: string): string {
  const start = leadingSpace.exec(text)?.[0].length ?? 0;
  let end = text.length;
  while (end > start && spaceOnly.test(text[end - 1] ?? "")) end--;
  return text.slice(start, end);
}

function trimCutset(text: string, cutset: string): string {
  const cut = new Set(cutset);
  const chars = Array.from(text);
  let start = 0;
  let end = chars.length;
  while (start < end && cut.has(chars[start] ?? "")) start++;
  while (end > start && cut.has(chars[end - 1] ?? "")) end--;
  return chars.slice(start, end).join("");
}

function chomp(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  return text.slice(0, end);
}

/** Upper case for the first letter of each word; words are of letters, digits, underscores and apostrophes as in Go. */
function title(text: string): string {
  let previous = " ";
  let result = "";
  for (const char of text) {
    result += isSeparator(previous) ? titleCase(char) : char;
    previous = char;
  }
  return result;
}

function isSeparator(char: string): boolean {
  if (char <= "\u007f") return !/[0-9A-Za-z_]/.test(char);
  if (/[\p{L}\p{Nd}]/u.test(char)) return false;
  return spaceOnly.test(char);
}

function titleCase(char: string): string {
  const upper = simpleUpper(char);
  return upper === "Ǆ" ? "ǅ" : upper === "Ǉ" ? "ǈ" : upper === "Ǌ" ? "ǋ" : upper === "Ǳ" ? "ǲ" : upper;
}

/** Cases letter by letter, as Go does; what would become several letters stays. */
function simpleUpper(char: string): string {
  const upper = char.toUpperCase();
  return Array.from(upper).length === 1 ? upper : char;
}

function simpleLower(char: string): string {
  if (char === "İ") return "i";
  const lower = char.toLowerCase();
  return Array.from(lower).length === 1 ? lower : char;
}

function replace(text: string, wanted: string, replacement: string): string {
  const parts = wanted === "" ? ["", ...Array.from(text), ""] : text.split(wanted);
  checkTextLength(text.length + parts.length * replacement.length);
  return parts.join(replacement);
}

function indent(spaces: Value | undefined, text: Value | undefined): Value {
  const width = integerArgument(spaces ?? nullValue());
  if (width < 0) throw new FunctionError("the number of spaces must not be negative");
  const lines = textOf(text ?? nullValue()).split("\n");
  checkTextLength(lines.length * width);
  return stringValue(lines.join(`\n${" ".repeat(width)}`));
}

function substr(text: string, from: number, length: number): string {
  const parts = graphemes(text);
  const offset = from < 0 ? from + parts.length : from;
  if (from >= 0 && length === 0) return "";
  if (offset > 0 && offset >= parts.length && parts.length > 0) return "";
  const rest = parts.slice(Math.max(0, offset));
  return (length <= 0 ? rest : rest.slice(0, length)).join("");
}

function join(separator: Value | undefined, lists: readonly Value[]): Value {
  if (lists.length === 0) throw new FunctionError("at least one list is required");
  const items: string[] = [];
  let length = 0;
  for (const [at, list] of lists.entries())
    for (const [index, item] of elementsOf(list).entries()) {
      if (isNull(item)) {
        const which = lists.length > 1 ? ` of list ${at + 1}` : "";
        throw new FunctionError(`element ${index}${which} is null; cannot concatenate null values`, at + 1);
      }
      items.push(textOf(item));
      length += textOf(item).length;
    }
  const glue = textOf(separator ?? nullValue());
  checkTextLength(length + glue.length * items.length);
  return stringValue(items.join(glue));
}

function sort(list: Value | undefined): Value {
  const items = elementsOf(list ?? nullValue());
  const at = items.findIndex(isNull);
  if (at >= 0) throw new FunctionError(`given list element ${at} is null; a null string cannot be sorted`);
  const sorted = items.map(textOf).sort(compareText);
  return listValue(sorted.map(stringValue), stringType);
}

function split(separator: string, text: string): Value {
  const parts = separator === "" ? Array.from(text) : text.split(separator);
  return listValue(parts.map(stringValue), stringType);
}

const text = parameter("str", stringType);

/** Functions of strings. */
export const stringFunctions: Readonly<Record<string, HclFunction>> = {
  chomp: ofText(["str"], (value = "") => chomp(value)),
  indent: define([parameter("spaces", numberType), text], indent),
  join: define(
    [parameter("separator", stringType)],
    (separator, ...lists) => join(separator, lists),
    parameter("lists", listType(stringType)),
  ),
  lower: ofText(["str"], (value = "") => Array.from(value, simpleLower).join("")),
  replace: ofText(["str", "substr", "replace"], (value = "", wanted = "", replacement = "") =>
    replace(value, wanted, replacement),
  ),
  reverse: ofText(["str"], (value = "") => graphemes(value).toReversed().join("")),
  sanitize: ofText(["name"], (value = "") => value.replace(/[^a-zA-Z0-9_-]/gu, "_")),
  sort: define([parameter("list", listType(stringType))], sort),
  split: define([parameter("separator", stringType), text], (separator, value) =>
    split(textOf(separator ?? nullValue()), textOf(value ?? nullValue())),
  ),
  strlen: define([text], (value) => integerValue(graphemeCount(textOf(value ?? nullValue())))),
  substr: define(
    [text, parameter("offset", numberType), parameter("length", numberType)],
    (value, from, length) =>
      stringValue(
        substr(
          textOf(value ?? nullValue()),
          integerArgument(from ?? nullValue()),
          integerArgument(length ?? nullValue()),
        ),
      ),
  ),
  title: ofText(["str"], (value = "") => title(value)),
  trim: ofText(["str", "cutset"], (value = "", cutset = "") => trimCutset(value, cutset)),
  trimprefix: ofText(["str", "prefix"], (value = "", prefix = "") =>
    value.startsWith(prefix) ? value.slice(prefix.length) : value,
  ),
  trimspace: ofText(["str"], (value = "") => trimSpace(value)),
  trimsuffix: ofText(["str", "suffix"], (value = "", suffix = "") =>
    value.endsWith(suffix) ? value.slice(0, value.length - suffix.length) : value,
  ),
  upper: ofText(["str"], (value = "") => Array.from(value, simpleUpper).join("")),
};
