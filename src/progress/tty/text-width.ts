import { eastAsianWidth } from "get-east-asian-width";

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;

/** Columns that text takes on a terminal. */
export function columnsOf(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of characters().segment(text)) columns += columnsOfCharacter(segment);
  return columns;
}

let segmenter: Intl.Segmenter | undefined;

/** Splits text into what a reader takes for one character. Made late: it costs as much as a small command. */
function characters(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter();
  return segmenter;
}

/** The regular expressions stand inside the function since most programs never need them and they take long to make. */
function columnsOfCharacter(character: string): number {
  // Emoji as such by a selector or a keycap, pairs that are one flag, and pictures joined to one.
  if (/\p{Extended_Pictographic}\uFE0F|\u20E3|\p{Regional_Indicator}{2}/u.test(character)) return 2;
  if (/\p{Extended_Pictographic}.*\u200D\p{Extended_Pictographic}/u.test(character)) return 2;
  // Of the marks around a letter only those with a width of their own take space.
  const visible = character.match(
    /[^\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Mark}\p{Surrogate}]|\p{Spacing_Mark}/gu,
  );
  const [base, ...marks] = visible ?? [];
  if (base === undefined) return 0;
  const extra = marks.filter((mark) => /[\p{Spacing_Mark}\uFF00-\uFFEF]/u.test(mark));
  return [base, ...extra].reduce((sum, part) => sum + eastAsianWidth(part.codePointAt(0) ?? 0), 0);
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
  for (const { segment } of characters().segment(text)) {
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
