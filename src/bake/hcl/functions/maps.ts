import { quoteGo } from "../../../util/go-quote.js";
import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { ConversionError } from "../values/conversion.js";
import { convert } from "../values/convert.js";
import { anyType, listType, sameType, stringType, typeName } from "../values/types.js";
import {
  elementsOf,
  elementType,
  entriesOf,
  isNull,
  lengthOf,
  listValue,
  mapValue,
  nullValue,
  objectValue,
  stringValue,
  textOf,
  tupleValue,
  type Value,
} from "../values/value.js";

function keys(map: Value): Value {
  const names = [...entriesOf(map).keys()].map(stringValue);
  if (map.type.kind === "map") return listValue(names, stringType);
  if (map.type.kind === "object") return tupleValue(names);
  throw new FunctionError("must have map or object type", 0);
}

function values(map: Value): Value {
  const parts = elementsOf(map);
  if (map.type.kind === "map") return listValue(parts, map.type.element);
  if (map.type.kind === "object") return tupleValue(parts);
  throw new FunctionError("values() requires a map as the first argument");
}

function lookup(map: Value, key: Value, fallback: Value): Value {
  const found = entriesOf(map).get(textOf(key));
  if (map.type.kind === "object") return found ?? fallback;
  if (map.type.kind !== "map") throw new FunctionError("lookup() requires a map as the first argument", 0);
  try {
    const converted = convert(fallback, map.type.element);
    return found ?? converted;
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw new FunctionError("the default value must have the same type as the map elements", 2);
  }
}

function merge(...maps: readonly Value[]): Value {
  const [first] = maps;
  if (first === undefined) return objectValue(new Map());
  const wrong = maps.find(
    (map) => map.type.kind !== "map" && map.type.kind !== "object" && map.type.kind !== "any",
  );
  if (wrong !== undefined)
    throw new FunctionError(`arguments must be maps or objects, got ${quoteGo(typeName(wrong.type))}`);
  const entries = new Map(maps.flatMap((map) => [...entriesOf(map)]));
  const alike = maps.every((map) => sameType(map.type, first.type));
  return alike && first.type.kind === "map" ? mapValue(entries, first.type.element) : objectValue(entries);
}

function zipmap(names: Value, parts: Value): Value {
  if (parts.type.kind !== "list" && parts.type.kind !== "tuple")
    throw new FunctionError("values argument must be a list or tuple value");
  if (lengthOf(names) !== lengthOf(parts))
    throw new FunctionError(
      `number of keys (${lengthOf(names)}) does not match number of values (${lengthOf(parts)})`,
    );
  const at = elementsOf(names).findIndex(isNull);
  if (at >= 0) throw new FunctionError(`keys list has null value at index ${at}`);
  const list = elementsOf(parts);
  const entries = new Map(elementsOf(names).map((name, index) => [textOf(name), list[index] ?? nullValue()]));
  return parts.type.kind === "list" ? mapValue(entries, elementType(parts.type)) : objectValue(entries);
}

const required = (value: Value | undefined): Value => value ?? nullValue();

/** Functions of maps and objects. */
export const mapFunctions: Readonly<Record<string, HclFunction>> = {
  keys: define([parameter("inputMap", anyType)], (map) => keys(required(map))),
  lookup: define(
    [parameter("inputMap", anyType), parameter("key", stringType), parameter("default", anyType)],
    (map, key, fallback) => lookup(required(map), required(key), required(fallback)),
  ),
  merge: define([], merge, parameter("maps", anyType, true)),
  values: define([parameter("mapping", anyType)], (map) => values(required(map))),
  zipmap: define([parameter("keys", listType(stringType)), parameter("values", anyType)], (names, parts) =>
    zipmap(required(names), required(parts)),
  ),
};
