import { compareText } from "../../../util/compare-text.js";
import { type BigFloat, floatFromInteger } from "./big-float.js";
import { compareSetElements, sameValue } from "./compare.js";
import {
  anyType,
  boolType,
  isCollection,
  listType,
  mapType,
  numberType,
  objectType,
  sameType,
  setType,
  stringType,
  type Type,
  tupleType,
} from "./types.js";
import { unknown, type Value, ValueTooLarge } from "./value-type.js";

export { unknown, type Value, type ValueData, ValueTooLarge } from "./value-type.js";

const maxWeight = 4_000_000;

function weigh(parts: Iterable<Value>): number {
  let weight = 1;
  for (const part of parts) weight += part.weight;
  if (weight > maxWeight) throw new ValueTooLarge();
  return weight;
}

/** A string, in Unicode's normal form C as the language has it. */
export function stringValue(text: string): Value {
  if (text.length > 16 * maxWeight) throw new ValueTooLarge();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
  const normal = /^[\x00-\x7f]*$/.test(text) ? text : text.normalize("NFC");
  return { type: stringType, data: normal, weight: 1 + (normal.length >> 4) };
}

/** A number. */
export function numberValue(number: BigFloat): Value {
  return { type: numberType, data: number, weight: 1 };
}

/** An integer. */
export function integerValue(number: number | bigint): Value {
  return numberValue(floatFromInteger(number));
}

export const trueValue: Value = { type: boolType, data: true, weight: 1 };
export const falseValue: Value = { type: boolType, data: false, weight: 1 };

/** A truth value. */
export function boolValue(truth: boolean): Value {
  return truth ? trueValue : falseValue;
}

/** The null of a type. */
export function nullValue(type: Type = anyType): Value {
  return { type, data: null, weight: 1 };
}

/** A value of which only the type is known. */
export function unknownValue(type: Type = anyType): Value {
  return { type, data: unknown, weight: 1 };
}

/** A tuple. */
export function tupleValue(elements: readonly Value[]): Value {
  return {
    type: tupleType(elements.map((element) => element.type)),
    data: elements,
    weight: weigh(elements),
  };
}

/** An object; of two entries with one name, the later stays. */
export function objectValue(attributes: ReadonlyMap<string, Value>): Value {
  const sorted = sortEntries(attributes);
  const types = new Map<string, Type>();
  for (const [name, value] of sorted) types.set(name, value.type);
  return { type: objectType(types), data: sorted, weight: weigh(sorted.values()) };
}

/** A list. `element` is its type when there are no elements, or only nulls without one. */
export function listValue(elements: readonly Value[], element: Type = anyType): Value {
  const type = commonType(elements, element);
  return {
    type: listType(type),
    data: elements.map((value) => ofType(value, type)),
    weight: weigh(elements),
  };
}

/** A map, its keys in order. */
export function mapValue(entries: ReadonlyMap<string, Value>, element: Type = anyType): Value {
  const type = commonType([...entries.values()], element);
  const sorted = sortEntries(entries);
  for (const [key, value] of sorted) sorted.set(key, ofType(value, type));
  return { type: mapType(type), data: sorted, weight: weigh(sorted.values()) };
}

/** A set: equal elements once, in the set's own order. */
export function setValue(elements: readonly Value[], element: Type = anyType): Value {
  const type = commonType(elements, element);
  const sorted = elements.map((value) => ofType(value, type)).sort(compareSetElements);
  const kept = sorted.filter((value, at) => {
    const before = at === 0 ? undefined : sorted[at - 1];
    return before === undefined || !sameValue(before, value);
  });
  return { type: setType(type), data: kept, weight: weigh(kept) };
}

/** Whether the elements have one type, so that a list of them can be made. */
export function haveOneType(elements: readonly Value[]): boolean {
  const type = commonType(elements, anyType);
  return elements.every((value) => value.type.kind === "any" || sameType(value.type, type));
}

function commonType(elements: readonly Value[], fallback: Type): Type {
  return elements.find((value) => value.type.kind !== "any")?.type ?? fallback;
}

function ofType(value: Value, type: Type): Value {
  return value.type.kind === "any" && type.kind !== "any" ? { ...value, type } : value;
}

function sortEntries(entries: ReadonlyMap<string, Value>): Map<string, Value> {
  const normal = [...entries].map(([name, value]): [string, Value] => [name.normalize("NFC"), value]);
  return new Map(normal.sort(([a], [b]) => compareText(a, b)));
}

/** True when there is a value: neither null nor unknown. */
export function isKnown(value: Value): boolean {
  return value.data !== unknown;
}

/** True for null. */
export function isNull(value: Value): boolean {
  return value.data === null;
}

/** Whether nothing in the value is unknown. */
export function isWhollyKnown(value: Value): boolean {
  if (value.data === unknown) return false;
  if (Array.isArray(value.data)) return (value.data as readonly Value[]).every(isWhollyKnown);
  return value.data instanceof Map ? [...value.data.values()].every(isWhollyKnown) : true;
}

/** The text of a known string. */
export function textOf(value: Value): string {
  return typeof value.data === "string" ? value.data : "";
}

/** The number of a known number. */
export function numberOf(value: Value): BigFloat {
  if (value.type.kind !== "number" || typeof value.data !== "object" || value.data === null)
    throw new TypeError("not a number");
  return value.data as BigFloat;
}

/** The elements of a list, set or tuple, the values of a map or object; none for null and unknown. */
export function elementsOf(value: Value): readonly Value[] {
  if (Array.isArray(value.data)) return value.data as readonly Value[];
  return value.data instanceof Map ? [...value.data.values()] : [];
}

/** The entries of a map or object, sorted by name; none for anything else. */
export function entriesOf(value: Value): ReadonlyMap<string, Value> {
  return value.data instanceof Map ? value.data : new Map();
}

/** Key and value of each part, as `for` sees them; undefined when there is nothing to go through. */
export function iterate(value: Value): readonly (readonly [key: Value, value: Value])[] | undefined {
  const { type } = value;
  if (value.data === null || value.data === unknown) return undefined;
  if (type.kind === "list" || type.kind === "tuple")
    return elementsOf(value).map((element, at) => [integerValue(at), element]);
  if (type.kind === "set") return elementsOf(value).map((element) => [element, element]);
  if (type.kind === "map" || type.kind === "object")
    return [...entriesOf(value)].map(([key, element]) => [stringValue(key), element]);
  return undefined;
}

/** The number of elements that a value of a collection or structural type has. */
export function lengthOf(value: Value): number {
  return value.data instanceof Map ? value.data.size : elementsOf(value).length;
}

/** True for list, set and tuple. */
export function isSequence(type: Type): boolean {
  return type.kind === "list" || type.kind === "set" || type.kind === "tuple";
}

/** The type of a collection's elements; `any` for other types. */
export function elementType(type: Type): Type {
  return isCollection(type) ? type.element : anyType;
}
