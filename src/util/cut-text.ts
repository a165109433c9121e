/** The text, or so many characters of it with `…` as the last where it is longer. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
