/** Longer words are typed by nobody, and comparing takes time that grows with both lengths. */
const longest = 64;

/**
 * The word that somebody probably meant by a mistyped one: it starts with what was typed, or a few letters make it out of
 * it. Undefined when nothing comes near.
 */
export function nearestWord(typed: string, words: Iterable<string>): string | undefined {
  if (typed.length < 2 || typed.length > longest) return undefined;
  const limit = typed.length < 4 ? 1 : typed.length < 8 ? 2 : 3;
  let nearest: { readonly word: string; readonly distance: number } | undefined;
  for (const word of words) {
    if (word.length > longest) continue;
    const distance = word.startsWith(typed) ? 1 : typingMistakes(typed.toLowerCase(), word.toLowerCase());
    // So many mistakes that more than half of the word is wrong are no mistakes.
    if (distance > limit || distance * 2 > word.length) continue;
    if (nearest === undefined || distance < nearest.distance) nearest = { word, distance };
  }
  return nearest?.word;
}

/** Letters left out, added, mistaken, or swapped with their neighbour, that turn one word into the other. */
function typingMistakes(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
