import { escapeLikeGo } from "../../util/go-json.js";
import { TemplateStruct } from "./template-struct.js";

/** What Go prints for a value with `%v`: lists as `[a b]`, maps as `map[k:v]`. */
export function formatValue(value: unknown): string {
  if (value === undefined) return "<no value>";
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(formatValue).join(" ")}]`;
  if (value instanceof TemplateStruct) return formatJson(value);
  if (isMap(value))
    return `map[${mapEntries(value)
      .map(([key, item]) => `${key}:${formatValue(item)}`)
      .join(" ")}]`;
  return String(value);
}

/** JSON as docker's templates write it: keys of maps sorted, and a whole item with the escapes that its fields are without. */
export function formatJson(value: unknown): string {
  const json =
    JSON.stringify(value, (_key, item: unknown) => {
      if (typeof item === "bigint") return Number(item);
      return isMap(item) ? Object.fromEntries(mapEntries(item)) : item;
    }) ?? "null";
  return value instanceof TemplateStruct ? escapeLikeGo(json) : json;
}

/** Objects without a class are maps. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A map's entries in the order Go goes through them. */
export function mapEntries(map: Readonly<Record<string, unknown>>): [key: string, value: unknown][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether Go's templates take a value for true. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}
