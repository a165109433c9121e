/**
 * JSON as Go's encoding/json writes it, which what Buildx writes is compared against: `<`, `>`, `&` and the two line
 * separators as escapes.
 *
 * @param indent spaces per level; without it there are no line breaks
 */
export function stringifyLikeGo(value: unknown, indent = 0): string {
  return escapeLikeGo(JSON.stringify(value, undefined, indent));
}

/** The same escapes in JSON that is written already. */
export function escapeLikeGo(json: string): string {
  return json.replace(
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
