import { escapeCodePoint } from "./glob.js";

type Range = readonly [number, number];

const lastCodePoint = 0x10ffff;
const digits: Range[] = [[48, 57]];
const upper: Range[] = [[65, 90]];
const lower: Range[] = [[97, 122]];
const letters: Range[] = [...upper, ...lower];
const word: Range[] = [...digits, ...upper, [95, 95], ...lower];

/** Named classes of Go's regexp syntax, ASCII only as there (https://pkg.go.dev/regexp/syntax). */
const posixClasses: Readonly<Record<string, readonly Range[]>> = {
  alnum: [...digits, ...letters],
  alpha: letters,
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: digits,
  graph: [[33, 126]],
  lower,
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper,
  word,
  xdigit: [...digits, [65, 70], [97, 102]],
};
const perlClasses: Readonly<Record<string, readonly Range[]>> = {
  d: digits,
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
  w: word,
};
const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const assertions: Readonly<Record<string, string>> = { A: "^", z: "$", b: "\\b", B: "\\B" };

/**
 * Compiles the part of Go's regular expression syntax that Moby's patterns can produce. JavaScript's own syntax differs
 * in classes (`[[:alpha:]]`, `[` inside a class), in `.`, and in which escapes exist.
 *
 * @throws SyntaxError where Go would refuse the expression.
 */
export function compileGoRegExp(source: string): RegExp {
  const chars = Array.from(source);
  let out = "";
  let at = 0;
  while (at < chars.length) {
    const char = chars[at] ?? "";
    if (char === "\\") {
      out += escapeSource(chars[at + 1]);
      at += 2;
    } else if (char === "[") {
      const parsed = parseClass(chars, at + 1);
      out += parsed.source;
      at = parsed.next;
    } else {
      out += outsideClass(char);
      at++;
    }
  }
  return new RegExp(out, "u");
}

function outsideClass(char: string): string {
  if (char === ".") return "[^\\n]";
  if ("()*?^$".includes(char)) return char;
  return escapeCodePoint(char.codePointAt(0) ?? 0);
}

function escapeSource(char: string | undefined): string {
  const assertion = char === undefined ? undefined : assertions[char];
  if (assertion !== undefined) return assertion;
  return classSource(false, escapeRanges(char));
}

function escapeRanges(char: string | undefined): readonly Range[] {
  const code = char?.codePointAt(0);
  if (char === undefined || code === undefined || code > 127)
    throw new SyntaxError("invalid escape sequence");
  const control = controls[char];
  if (control !== undefined) return [[control, control]];
  const group = perlClasses[char.toLowerCase()];
  if (group !== undefined) return char === char.toLowerCase() ? group : complement(group);
  if (/[A-Za-z0-9]/.test(char)) throw new SyntaxError("invalid escape sequence");
  return [[code, code]];
}

function parseClass(chars: readonly string[], start: number): { source: string; next: number } {
  let at = start;
  const negated = chars[at] === "^";
  if (negated) at++;
  const ranges: Range[] = [];
  for (let first = true; first || chars[at] !== "]"; first = false) {
    const named = namedClass(chars, at);
    if (named !== undefined) {
      ranges.push(...named.ranges);
      at = named.next;
      continue;
    }
    const low = classItem(chars, at);
    at = low.next;
    const [only] = low.ranges;
    if (
      chars[at] !== "-" ||
      chars[at + 1] === "]" ||
      low.ranges.length !== 1 ||
      only === undefined ||
      low.group
    ) {
      ranges.push(...low.ranges);
      continue;
    }
    const high = classItem(chars, at + 1);
    const end = high.ranges[0]?.[0];
    if (high.group || end === undefined || end < only[0])
      throw new SyntaxError("invalid character class range");
    ranges.push([only[0], end]);
    at = high.next;
  }
  return { source: classSource(negated, ranges), next: at + 1 };
}

function namedClass(
  chars: readonly string[],
  at: number,
): { ranges: readonly Range[]; next: number } | undefined {
  if (chars[at] !== "[" || chars[at + 1] !== ":") return undefined;
  const match = /^\[:(\^?)([^:]*):\]/u.exec(chars.slice(at, at + 16).join(""));
  if (match === null) return undefined;
  const ranges = posixClasses[match[2] ?? ""];
  if (ranges === undefined) throw new SyntaxError("invalid character class range");
  return { ranges: match[1] === "^" ? complement(ranges) : ranges, next: at + match[0].length };
}

function classItem(
  chars: readonly string[],
  at: number,
): { ranges: readonly Range[]; next: number; group: boolean } {
  const char = chars[at];
  if (char === undefined) throw new SyntaxError("missing closing ]");
  if (char !== "\\") {
    const code = char.codePointAt(0) ?? 0;
    return { ranges: [[code, code]], next: at + 1, group: false };
  }
  const group = /[dswDSW]/.test(chars[at + 1] ?? "");
  return { ranges: escapeRanges(chars[at + 1]), next: at + 2, group };
}

function classSource(negated: boolean, ranges: readonly Range[]): string {
  const body = ranges.map(([low, high]) => `${escapeCodePoint(low)}-${escapeCodePoint(high)}`).join("");
  return `[${negated ? "^" : ""}${body}]`;
}

function complement(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  let from = 0;
  for (const [low, high] of ranges) {
    if (low > from) out.push([from, low - 1]);
    from = high + 1;
  }
  if (from <= lastCodePoint) out.push([from, lastCodePoint]);
  return out;
}
