import { perlClass, posixClass, unicodeClass } from "./char-classes.js";
import { type CharSet, charSet, type Range, single } from "./char-set.js";

/** What was parsed, and where the rest begins. */
export interface Parsed<T> {
  readonly value: T;
  readonly next: number;
}

/** The characters of an expression. */
export interface Source {
  readonly chars: readonly string[];
  /** Where the last `:]` begins, which may end a named class; -1 when there is none. */
  readonly lastNameEnd: number;
}

const controls: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
]);

/** Parses an escape of Go's regular expressions outside a class; `at` is behind the backslash. */
export function parseEscape(chars: readonly string[], at: number): Parsed<CharSet> {
  const group = parseUnicode(chars, at) ?? parsePerl(chars, at);
  if (group !== undefined) return group;
  const { value, next } = escapedChar(chars, at);
  return { value: single(value), next };
}

/** Parses a class; `start` is behind its bracket. Throws SyntaxError where Go refuses it. */
export function parseClass(source: Source, start: number): Parsed<CharSet> {
  const { chars } = source;
  let at = start;
  const negated = chars[at] === "^";
  if (negated) at++;
  const ranges: Range[] = [];
  const others = new Set<CharSet>();
  for (let first = true; first || chars[at] !== "]"; first = false) {
    const group = parseGroup(source, at);
    if (group !== undefined) {
      others.add(group.value);
      at = group.next;
      continue;
    }
    const low = classChar(chars, at);
    const ends = chars[low.next] === "-" && chars[low.next + 1] !== "]" && low.next + 1 < chars.length;
    const high = ends ? classChar(chars, low.next + 1) : low;
    if (high.value < low.value) throw new SyntaxError("invalid character class range");
    ranges.push([low.value, high.value]);
    at = high.next;
  }
  return { value: charSet(ranges, negated, [...others]), next: at + 1 };
}

/** Parses what stands for several characters in a class. */
function parseGroup(source: Source, at: number): Parsed<CharSet> | undefined {
  const { chars } = source;
  if (chars[at] !== "\\") return parseNamed(source, at);
  return parseUnicode(chars, at + 1) ?? parsePerl(chars, at + 1);
}

/** Parses `[:name:]`. Whatever has such an end, however far, is read as a name; what has none is not. */
function parseNamed({ chars, lastNameEnd }: Source, at: number): Parsed<CharSet> | undefined {
  if (chars[at] !== "[" || chars[at + 1] !== ":" || lastNameEnd < at + 2) return undefined;
  let end = at + 2;
  while (chars[end] !== ":" || chars[end + 1] !== "]") end++;
  const value = posixClass(chars.slice(at + 2, end).join(""));
  if (value === undefined) throw new SyntaxError("invalid character class range");
  return { value, next: end + 2 };
}

/** Parses the rest of `\pL` or `\PL`; names in braces cannot be in a pattern. */
function parseUnicode(chars: readonly string[], at: number): Parsed<CharSet> | undefined {
  const letter = chars[at];
  if (letter !== "p" && letter !== "P") return undefined;
  const value = unicodeClass(chars[at + 1] ?? "", letter === "P");
  if (value === undefined) throw new SyntaxError("invalid character class range");
  return { value, next: at + 2 };
}

function parsePerl(chars: readonly string[], at: number): Parsed<CharSet> | undefined {
  const value = perlClass(chars[at] ?? "");
  return value && { value, next: at + 1 };
}

function classChar(chars: readonly string[], at: number): Parsed<number> {
  const char = chars[at];
  if (char === undefined) throw new SyntaxError("missing closing ]");
  return char === "\\" ? escapedChar(chars, at + 1) : { value: char.codePointAt(0) ?? 0, next: at + 1 };
}

function escapedChar(chars: readonly string[], at: number): Parsed<number> {
  const char = chars[at] ?? "";
  const control = controls.get(char);
  if (control !== undefined) return { value: control, next: at + 1 };
  const number = parseNumber(chars, at);
  if (number !== undefined) return number;
  if (!/^[\0-\x7f]$/.test(char) || /[0-9A-Za-z]/.test(char)) throw new SyntaxError("invalid escape sequence");
  return { value: char.charCodeAt(0), next: at + 1 };
}

/** `\x41`; `\0`, and octal numbers of up to three digits, of which a lone one is a back reference unless it is 0. */
function parseNumber(chars: readonly string[], at: number): Parsed<number> | undefined {
  const text = chars.slice(at, at + 3).join("");
  const [hex] = /^x[0-9A-Fa-f]{2}/.exec(text) ?? [];
  if (hex !== undefined) return { value: Number.parseInt(hex.slice(1), 16), next: at + 3 };
  const [octal] = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(text) ?? [];
  return octal === undefined ? undefined : { value: Number.parseInt(octal, 8), next: at + octal.length };
}
