/** A row that is remembered: where it was, and what it is; a row of which only the place is known has no key. */
export interface RowPlace {
  readonly index: number;
  readonly key: string | undefined;
}

/** Where a row is now: beside others that came or went, or where it was if it is gone. */
export function placeOfRow(
  { index, key }: RowPlace,
  count: number,
  keyOf: (index: number) => string,
): number {
  const last = Math.max(0, count - 1);
  if (key === undefined || (index < count && keyOf(index) === key)) return Math.min(index, last);
  for (let other = 0; other < count; other++) if (keyOf(other) === key) return other;
  return Math.min(index, last);
}
