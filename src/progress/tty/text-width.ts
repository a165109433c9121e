import stringWidth from "string-width";

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;

/** Columns that text takes on a terminal. */
export function columnsOf(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text);
}

/** Replaces control characters by spaces, so that no name can move the cursor. */
export function withoutControls(text: string): string {
  return text.replace(CONTROL, " ");
}

/** The beginning of text that fits into that many columns. */
export function cutToColumns(text: string, columns: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.slice(0, Math.max(0, columns));
  let kept = "";
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += columnsOf(segment);
    if (used > columns) break;
    kept += segment;
  }
  return kept;
}

/** Left text, at least one space, right text; the right one ends at `columns` unless the left one is too long. */
export function alignColumns(left: string, right: string, columns: number): string {
  const space = columns - columnsOf(left) - columnsOf(right) - 1;
  return `${left}${" ".repeat(Math.max(0, space))} ${right}`;
}
