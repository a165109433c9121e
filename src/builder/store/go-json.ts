/**
 * JSON as Go's encoding/json writes it, which buildx's files are compared against: no spaces, and `<`, `>`, `&` and the
 * two line separators as escapes.
 */
export function stringifyLikeGo(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A copy whose keys are in the order Go writes a map's. */
export function sortKeys<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
}
