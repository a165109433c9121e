import type { LogLine } from "../contract/index.js";

/** Begins a line that says when it came, and on which stream. Hardly a line has it of its own. */
const TOLD = "\u0001";

/**
 * Lines as they lie in a file, one after another: most lines of a build that prints much come together, so that a time is
 * written once for many of them. The lines have no line ends in them.
 *
 * @param before the line that stands before these; undefined where a piece of the file begins
 */
export function encodeLines(
  time: number,
  stream: number,
  texts: readonly string[],
  before: { readonly time: number; readonly stream: number } | undefined,
): readonly string[] {
  const same = before?.time === time && before.stream === stream;
  const told = (text: string) => `${TOLD}${time} ${stream} ${text}`;
  const misread = texts.some((text) => text.startsWith(TOLD));
  if (same && !misread) return texts;
  return texts.map((text, index) => ((index === 0 && !same) || text.startsWith(TOLD) ? told(text) : text));
}

/** The lines of a piece, from what {@link encodeLines} made of them. */
export function decodeLines(encoded: readonly string[]): LogLine[] {
  let time = 0;
  let stream = 1;
  return encoded.map((line): LogLine => {
    if (!line.startsWith(TOLD)) return [time, stream, line];
    const end = line.indexOf(" ");
    const text = line.indexOf(" ", end + 1);
    time = Number(line.slice(TOLD.length, end));
    stream = Number(line.slice(end + 1, text));
    return [time, stream, line.slice(text + 1)];
  });
}
