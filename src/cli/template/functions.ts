import { quoteGo } from "../../util/go-quote.js";
import { formatJson, formatValue, isMap, isTrue } from "./format-value.js";
import { sprintf } from "./printf.js";

/** A function that templates may call. What it throws becomes the message of an execution error. */
export type TemplateFunction = (...args: unknown[]) => unknown;

/** The functions of Go's text/template and those that docker adds. */
export const templateFunctions: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ["json", (value) => formatJson(value)],
  ["split", (text, separator) => textOf(text).split(textOf(separator))],
  ["join", (list, separator) => listOf(list).map(formatValue).join(textOf(separator))],
  [
    "title",
    (text) =>
      textOf(text).replace(
        /(^|[^\p{L}\p{Nd}_'])(\p{L})/gu,
        (_, before, letter) => before + letter.toUpperCase(),
      ),
  ],
  ["lower", (text) => textOf(text).toLowerCase()],
  ["upper", (text) => textOf(text).toUpperCase()],
  ["pad", (text, before, after) => padded(textOf(text), numberOf(before), numberOf(after))],
  ["truncate", (text, length) => [...textOf(text)].slice(0, numberOf(length)).join("")],
  ["print", (...values) => print(values)],
  ["println", (...values) => `${values.map(formatValue).join(" ")}\n`],
  ["printf", (format, ...values) => sprintf(textOf(format), values)],
  ["len", (value) => lengthOf(value)],
  ["index", (value, ...keys) => keys.reduce(indexed, value)],
  ["slice", (value, start = 0, end) => sliced(value, numberOf(start), end)],
  ["and", (...values) => values.find((value) => !isTrue(value)) ?? values.at(-1)],
  ["or", (...values) => values.find(isTrue) ?? values.at(-1)],
  ["not", (value) => !isTrue(value)],
  ["eq", (value, ...others) => others.some((other) => value === other)],
  ["ne", (value, other) => value !== other],
  ["lt", (a, b) => compare(a, b) < 0],
  ["le", (a, b) => compare(a, b) <= 0],
  ["gt", (a, b) => compare(a, b) > 0],
  ["ge", (a, b) => compare(a, b) >= 0],
  ["html", (...values) => escapeHtml(print(values))],
  [
    "js",
    (...values) =>
      JSON.stringify(print(values))
        .slice(1, -1)
        .replace(/[<>&=']/g, unicodeEscape),
  ],
  ["urlquery", (...values) => encodeURIComponent(print(values)).replaceAll("%20", "+")],
]);

/** The same names for a table's header, where values are titles and stay as they are. */
export const headerFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ...templateFunctions,
  ...["json", "title", "lower", "upper", "pad", "truncate", "join", "split"].map(
    (name): [string, TemplateFunction] => [name, (value) => value],
  ),
]);

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Error(`wrong type for value; expected string; got ${formatValue(value)}`);
}

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  throw new Error(`wrong type for value; expected int; got ${formatValue(value)}`);
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`wrong type for value; expected []string; got ${formatValue(value)}`);
}

function padded(text: string, before: number, after: number): string {
  return text === "" ? "" : " ".repeat(before) + text + " ".repeat(after);
}

/** Spaces go between operands when neither is a string. */
function print(values: readonly unknown[]): string {
  return values
    .map((value, index) => {
      const previous = values[index - 1];
      const space = index > 0 && typeof value !== "string" && typeof previous !== "string";
      return (space ? " " : "") + formatValue(value);
    })
    .join("");
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  throw new Error(`error calling len: len of type ${typeof value}`);
}

function indexed(value: unknown, key: unknown): unknown {
  if (isMap(value)) return Object.hasOwn(value, String(key)) ? value[String(key)] : "";
  const list = typeof value === "string" ? [...Buffer.from(value)] : listOf(value);
  const position = numberOf(key);
  if (position < 0 || position >= list.length) {
    throw new Error(`error calling index: reflect: slice index out of range`);
  }
  return list[position];
}

function sliced(value: unknown, start: number, end: unknown): unknown {
  const stop = end === undefined ? undefined : numberOf(end);
  return typeof value === "string" ? value.slice(start, stop) : listOf(value).slice(start, stop);
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b);
  throw new Error(`error calling lt: incompatible types for comparison: ${quoteGo(formatValue(a))}`);
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

const HTML: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&#34;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => HTML[character] ?? character);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
