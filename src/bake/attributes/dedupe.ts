/** The strings without blanks and repetitions, in order of first appearance. */
export function dedupeStrings(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== "");
}

/** One element per key: the last one, at the place of the first. */
export function dedupeByKey<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const last = new Map<string, T>();
  for (const value of values) last.set(keyOf(value), value);
  return [...last.values()];
}

/**
 * Drops repetitions as Buildx does it for caches and outputs: from the end, the later of two equal elements is swapped
 * with the last one and dropped, which may change the order of what stays.
 */
export function dedupeEqual<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const kept = values.map((value) => ({ value, key: keyOf(value) }));
  const places = new Map<string, number>();
  for (let index = kept.length - 1; index >= 0; index--) {
    const key = kept[index]?.key ?? "";
    const later = places.get(key);
    places.set(key, index);
    if (later === undefined) continue;
    const last = kept.pop();
    if (last === undefined || later === kept.length) continue;
    kept[later] = last;
    places.set(last.key, later);
  }
  return kept.map(({ value }) => value);
}

/** Two maps have the same text exactly when they are equal. */
export function mapKey(map: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
