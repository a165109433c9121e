/**
 * The text, or so many characters of it where it is longer, with `…` where it is cut.
 *
 * @param end its end is kept, and not its start
 */
export function cutText(text: string, most: number, end = false): string {
  if (text.length <= most) return text;
  const cut = end ? `…${text.slice(1 - most)}` : `${text.slice(0, most - 1)}…`;
  // A slice would keep the whole text in memory.
  return Buffer.from(cut).toString();
}
