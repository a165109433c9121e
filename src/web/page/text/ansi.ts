import { escapeSequence, lastWritten } from "../../contract/plain-line.js";
import { visibleText } from "./visible-text.js";

/** A run of characters of one look. `className` holds classes of the page's own, never anything of the text. */
export interface TextSpan {
  readonly text: string;
  readonly className: string;
}

interface Look {
  color: number | undefined;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

const plain = (): Look => ({
  color: undefined,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
});

/** The nearest of the sixteen colours to red, green and blue of 0 to 255: the page has those in either theme. */
function nearest(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue);
  if (most < 48) return 0;
  const half = most / 2;
  const base = (red > half ? 1 : 0) + (green > half ? 2 : 0) + (blue > half ? 4 : 0);
  return base + (most > 200 && base < 7 ? 8 : 0);
}

function ofPalette(index: number): number {
  if (index < 16) return index;
  if (index >= 232) return index < 244 ? 8 : 7;
  const cube = index - 16;
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function extended(codes: readonly number[], at: number): { color: number | undefined; skip: number } {
  if (codes[at + 1] === 5) return { color: ofPalette(codes[at + 2] ?? 0), skip: 2 };
  if (codes[at + 1] === 2) {
    return { color: nearest(codes[at + 2] ?? 0, codes[at + 3] ?? 0, codes[at + 4] ?? 0), skip: 4 };
  }
  return { color: undefined, skip: 0 };
}

function apply(look: Look, parameters: string): void {
  const codes = parameters.split(/[;:]/, 64).map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) Object.assign(look, plain());
    else if (code === 1) look.bold = true;
    else if (code === 2) look.dim = true;
    else if (code === 3) look.italic = true;
    else if (code === 4) look.underline = true;
    else if (code === 22) look.bold = look.dim = false;
    else if (code === 23) look.italic = false;
    else if (code === 24) look.underline = false;
    else if (code === 39) look.color = undefined;
    else if (code >= 30 && code <= 37) look.color = code - 30;
    else if (code >= 90 && code <= 97) look.color = code - 82;
    else if (code === 38 || code === 48) {
      const { color, skip } = extended(codes, at);
      if (code === 38) look.color = color;
      at += skip;
    }
  }
}

function classesOf({ color, bold, dim, italic, underline }: Look): string {
  const classes = [];
  if (color !== undefined) classes.push(`ansi-${color}`);
  if (bold) classes.push("ansi-bold");
  if (dim) classes.push("ansi-dim");
  if (italic) classes.push("ansi-italic");
  if (underline) classes.push("ansi-underline");
  return classes.join(" ");
}

/**
 * One line of a log as runs of text. Colours become one of the page's sixteen, backgrounds are left out so that text stays
 * readable, every other escape sequence is dropped, and what is left of control characters is made visible.
 */
export function ansiSpans(line: string): TextSpan[] {
  const text = lastWritten(line);
  if (!text.includes("\u001b")) return [{ text: visibleText(text), className: "" }];
  const spans: TextSpan[] = [];
  const look = plain();
  let from = 0;
  const push = (end: number) => {
    if (end > from) spans.push({ text: visibleText(text.slice(from, end)), className: classesOf(look) });
  };
  for (const match of text.matchAll(escapeSequence)) {
    push(match.index);
    if (match[2] === "m") apply(look, match[1] ?? "");
    from = match.index + match[0].length;
  }
  push(text.length);
  return spans;
}
