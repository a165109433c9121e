import { Automaton } from "./automaton.js";
import { charSet, notSlash, type Range } from "./char-set.js";
import { type Element, literalStep } from "./element.js";

/** A compiled glob. */
export interface Glob {
  /** True when the whole name matches. */
  test(name: string): boolean;
}

/** True when Go's `filepath.Match` would accept the pattern's syntax. */
export function isValidGlob(pattern: string, windows: boolean): boolean {
  return parseGlob(pattern, windows) !== undefined;
}

/** True when the name holds `*`, `?` or `[` that is not escaped. */
export function hasWildcard(name: string, windows: boolean): boolean {
  for (let i = 0; i < name.length; i++) {
    const char = name[i];
    if (char === "\\" && !windows) i++;
    else if (char === "*" || char === "?" || char === "[") return true;
  }
  return false;
}

/**
 * Compiles a glob over one path component (`filepath.Match`); undefined when the pattern is malformed, which Go's
 * callers treat as "matches nothing".
 */
export function compileGlob(pattern: string, windows: boolean): Glob | undefined {
  const elements = parseGlob(pattern, windows);
  return elements && new Automaton(elements);
}

function parseGlob(pattern: string, windows: boolean): Element[] | undefined {
  const chars = Array.from(pattern);
  const elements: Element[] = [];
  let at = 0;
  while (at < chars.length) {
    const char = chars[at] ?? "";
    if (char === "*") elements.push({ kind: "loop", set: notSlash });
    else if (char === "?") elements.push({ kind: "step", set: notSlash });
    else if (char === "[") {
      const end = parseClass(chars, at + 1, windows, elements);
      if (end === undefined) return undefined;
      at = end;
      continue;
    } else if (char === "\\" && !windows) {
      const next = chars[++at];
      if (next === undefined) return undefined;
      elements.push(literalStep(next));
    } else elements.push(literalStep(char));
    at++;
  }
  return elements;
}

/** Parses a class whose `[` ends before `start`; returns the index after its `]`. */
function parseClass(
  chars: readonly string[],
  start: number,
  windows: boolean,
  elements: Element[],
): number | undefined {
  let at = start;
  const negated = chars[at] === "^";
  if (negated) at++;
  const ranges: Range[] = [];
  while (chars[at] !== "]" || ranges.length === 0) {
    const low = classChar(chars, at, windows);
    if (low === undefined) return undefined;
    at = low.next;
    let high = low;
    if (chars[at] === "-") {
      const end = classChar(chars, at + 1, windows);
      if (end === undefined) return undefined;
      high = end;
      at = end.next;
    }
    ranges.push([low.code, high.code]);
  }
  elements.push({ kind: "step", set: charSet(ranges, negated) });
  return at + 1;
}

function classChar(
  chars: readonly string[],
  start: number,
  windows: boolean,
): { code: number; next: number } | undefined {
  let at = start;
  let char = chars[at];
  if (char === undefined || char === "-" || char === "]") return undefined;
  if (char === "\\" && !windows) char = chars[++at];
  const code = char?.codePointAt(0);
  if (code === undefined || at + 1 >= chars.length) return undefined;
  return { code, next: at + 1 };
}
