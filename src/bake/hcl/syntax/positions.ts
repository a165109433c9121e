/** A place in a file. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters as a reader counts them (grapheme clusters). */
  readonly column: number;
  /** From 0, in bytes of UTF-8. */
  readonly byte: number;
}

/** A stretch of a file; the end is the place after its last character. */
export interface SourceRange {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Where a file starts. */
export const firstPosition: Position = { line: 1, column: 1, byte: 0 };

/** From where `first` starts to where `last` ends. */
export function rangeBetween(first: SourceRange, last: SourceRange): SourceRange {
  return { file: first.file, start: first.start, end: last.end };
}

/** The empty range at one end of another. */
export function rangeAt(range: SourceRange, end: "start" | "end"): SourceRange {
  return { file: range.file, start: range[end], end: range[end] };
}

/** `FILE:LINE,COL-COL`, or `FILE:LINE,COL-LINE,COL` over several lines. */
export function rangeText({ file, start, end }: SourceRange): string {
  const last = start.line === end.line ? `${end.column}` : `${end.line},${end.column}`;
  return `${file}:${start.line},${start.column}-${last}`;
}

let segmenter: Intl.Segmenter | undefined;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
const ascii = /^[\x00-\x7f]*$/;

/** The characters of a text as a reader counts them. A carriage return and its newline are one. */
export function graphemes(text: string): readonly string[] {
  if (ascii.test(text)) return text.includes("\r") ? (text.match(/\r\n|[\s\S]/g) ?? []) : text.split("");
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** The number of {@link graphemes}. */
export function graphemeCount(text: string): number {
  return ascii.test(text) && !text.includes("\r") ? text.length : graphemes(text).length;
}

/** The place after `text`, when it starts at `from`. */
export function positionAfter(from: Position, text: string): Position {
  // Nearly all pieces are short, plain and on one line.
  if (text.length < 40 && isPlain(text))
    return { line: from.line, column: from.column + text.length, byte: from.byte + text.length };
  const byte = from.byte + Buffer.byteLength(text);
  if (!text.includes("\n")) return { line: from.line, column: from.column + graphemeCount(text), byte };
  const last = text.lastIndexOf("\n") + 1;
  const lines = text.split("\n").length - 1;
  return { line: from.line + lines, column: 1 + graphemeCount(text.slice(last)), byte };
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80 || code === 10 || code === 13) return false;
  }
  return true;
}
