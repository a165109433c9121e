/**
 * Compares two names as docker lists its contexts: digits in a row count as one number, all else by its characters'
 * numbers. For `sort`. The collator of JavaScript's `localeCompare` takes eight milliseconds to load.
 */
export function naturalOrder(left: string, right: string): number {
  const [a, b] = [pieces(left), pieces(right)];
  for (const [index, piece] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const difference = order(piece, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Digits in a row, and what is between them one by one. */
const pieces = (name: string): string[] => name.match(/\d+|\D/g) ?? [];

function order(left: string, right: string): number {
  if (/\d/.test(left) && /\d/.test(right)) {
    const [a, b] = [left, right].map((digits) => digits.replace(/^0+(?=\d)/, ""));
    const difference = (a?.length ?? 0) - (b?.length ?? 0);
    if (difference !== 0) return difference;
    if (a !== b) return compare(a ?? "", b ?? "");
    return left.length - right.length;
  }
  return compare(left, right);
}

const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));
