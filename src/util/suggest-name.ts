/** The first of the names that is at most two edits away from what was given; undefined when none is. */
export function suggestName(given: string, names: Iterable<string>): string | undefined {
  for (const name of names) if (editDistance(given, name, 2) <= 2) return name;
  return undefined;
}

/** Letters to insert, remove or replace to get from one word to the other; `limit` + 1 for anything above it. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
    if (Math.min(...row) > limit) return limit + 1;
  }
  return row[to.length] ?? limit + 1;
}

/** A hint that names what is near to what was given; undefined when nothing is. */
export function nearHint(given: string, names: Iterable<string>): string | undefined {
  const near = suggestName(given, names);
  return near === undefined ? undefined : `did you mean ${near}?`;
}
