import { anything, notNewline, notSlash } from "./char-set.js";
import { type Assertion, type Element, literalStep } from "./element.js";
import { parseClass, parseEscape, type Source } from "./go-class.js";

/** How Moby's translation writes `**` before more of the pattern, and at its end. */
export const directories = "(.*/)?";
export const anyPath = ".*";
/** How it writes `*` and `?`. */
export const anyName = "[^/]*";
export const anyChar = "[^/]";

const assertions: ReadonlyMap<string, Assertion> = new Map([
  ["A", "start"],
  ["z", "end"],
  ["b", "boundary"],
  ["B", "no-boundary"],
]);

/**
 * Reads as much of Go's regular expressions as Moby's translation of patterns can make: sets of characters in a row,
 * `*` after a set, {@link directories}, assertions, quotations. The elements match a text as a whole if the expression
 * matches somewhere in it, which its anchors usually prevent anywhere else.
 *
 * @throws SyntaxError where Go would refuse the expression.
 */
export function parseGoRegExp(text: string): Element[] {
  const chars = Array.from(text);
  const source: Source = { chars, lastNameEnd: lastNameEnd(chars) };
  const elements: Element[] = [];
  for (let at = 0; at < chars.length; ) at = parseElement(source, at, elements);
  return wholeText(elements);
}

function lastNameEnd(chars: readonly string[]): number {
  let at = chars.length - 2;
  while (at >= 0 && (chars[at] !== ":" || chars[at + 1] !== "]")) at--;
  return at;
}

/** An expression without an anchor at its end, as a quotation leaves it, lets anything follow. */
function wholeText(elements: Element[]): Element[] {
  const first = elements[0];
  const last = elements.at(-1);
  if (last?.kind === "assertion" && last.test === "end") elements.pop();
  else elements.push({ kind: "loop", set: anything });
  if (first?.kind === "assertion" && first.test === "start") elements.shift();
  else elements.unshift({ kind: "loop", set: anything });
  return elements;
}

/** Parses one element, and returns where the next begins. */
function parseElement(source: Source, at: number, elements: Element[]): number {
  const { chars } = source;
  const char = chars[at] ?? "";
  switch (char) {
    case "\\":
      return parseBackslash(chars, at + 1, elements);
    case "[":
      return parseSet(source, at, elements);
    case "(":
      // Two in a row are as one, and a row of hundreds should cost no more.
      if (elements.at(-1)?.kind !== "directories") elements.push({ kind: "directories" });
      return at + directories.length;
    case ".":
      elements.push({ kind: "loop", set: notNewline });
      return at + anyPath.length;
    case "^":
    case "$":
      elements.push({ kind: "assertion", test: char === "^" ? "start" : "end" });
      return at + 1;
    default:
      elements.push(literalStep(char));
      return at + 1;
  }
}

function parseSet(source: Source, at: number, elements: Element[]): number {
  const { chars } = source;
  const plain = chars[at + 1] === "^" && chars[at + 2] === "/" && chars[at + 3] === "]";
  const { value: set, next } = plain
    ? { value: notSlash, next: at + anyChar.length }
    : parseClass(source, at + 1);
  const repeated = chars[next] === "*";
  elements.push({ kind: repeated ? "loop" : "step", set });
  return repeated ? next + 1 : next;
}

function parseBackslash(chars: readonly string[], at: number, elements: Element[]): number {
  const char = chars[at] ?? "";
  const test = assertions.get(char);
  if (test !== undefined) {
    elements.push({ kind: "assertion", test });
    return at + 1;
  }
  if (char === "Q") return parseQuotation(chars, at + 1, elements);
  const { value: set, next } = parseEscape(chars, at);
  elements.push({ kind: "step", set });
  return next;
}

/** Everything up to `\E`, or to the end, means itself. */
function parseQuotation(chars: readonly string[], start: number, elements: Element[]): number {
  let at = start;
  while (at < chars.length && (chars[at] !== "\\" || chars[at + 1] !== "E")) {
    elements.push(literalStep(chars[at]));
    at++;
  }
  return Math.min(at + 2, chars.length);
}
