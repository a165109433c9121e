import { stringifyLikeGo } from "../../util/go-json.js";
import { isMap, mapEntries } from "./format-value.js";
import { TemplateStruct } from "./template-struct.js";

/** JSON over several lines as Go writes it: two spaces a level, the keys of maps sorted and those of structs in order. */
export function indentedJson(value: unknown): string {
  return stringifyLikeGo(ordered(value) ?? null, 2);
}

function ordered(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(ordered);
  if (value instanceof TemplateStruct) return orderedEntries(Object.entries(value.toJSON() ?? {}));
  return isMap(value) ? orderedEntries(mapEntries(value)) : value;
}

function orderedEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  // Keys that are numbers would come first in an object of JavaScript's own order; Go's maps have them so, too.
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item)]));
}
