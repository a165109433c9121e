import { compareText } from "../../util/compare-text.js";
import { stringifyLikeGo } from "../../util/go-json.js";

/** JSON in which an object is a map, because the names of a record that look like numbers would come first. */
export type DefinitionJson =
  | string
  | number
  | boolean
  | null
  | readonly DefinitionJson[]
  | ReadonlyMap<string, DefinitionJson>;

/** JSON text as Go writes it with an indent of two spaces. */
export function definitionJsonText(value: DefinitionJson, margin = ""): string {
  if (typeof value !== "object" || value === null) return stringifyLikeGo(value);
  const inner = `${margin}  `;
  if (value instanceof Map) {
    const fields = [...value].map(
      ([key, item]) => `${stringifyLikeGo(key)}: ${definitionJsonText(item, inner)}`,
    );
    return enclose("{", fields, "}", margin);
  }
  const items = Array.from(value as readonly DefinitionJson[], (item) => definitionJsonText(item, inner));
  return enclose("[", items, "]", margin);
}

function enclose(open: string, parts: readonly string[], close: string, margin: string): string {
  if (parts.length === 0) return open + close;
  return `${open}\n${parts.map((part) => `${margin}  ${part}`).join(",\n")}\n${margin}${close}`;
}

/** Names in the order of their bytes, which is the order of Go's maps in JSON. */
export function sortedByName<V>(entries: Iterable<readonly [string, V]>): (readonly [string, V])[] {
  return [...entries].sort(([a], [b]) => compareText(a, b));
}
