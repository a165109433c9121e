import { compareText } from "../../../util/compare-text.js";
import { quoteGo } from "../../../util/go-quote.js";
import { type BigFloat, compareFloats } from "./big-float.js";
import { generalNotation } from "./float-text.js";
import { sameType } from "./types.js";
import { unknown, type Value } from "./value-type.js";

/**
 * The language's `==` for known values: types must be the same, nulls of any type are equal to each other.
 * Undefined when an unknown part leaves it open.
 */
export function equalValues(a: Value, b: Value): boolean | undefined {
  if (a.data === unknown || b.data === unknown) return undefined;
  if (a.data === null || b.data === null) return a.data === b.data;
  return sameType(a.type, b.type) && equalParts(a, b);
}

function equalParts(a: Value, b: Value): boolean | undefined {
  if (a.type.kind === "number") return compareFloats(a.data as BigFloat, b.data as BigFloat) === 0;
  if (Array.isArray(a.data) && Array.isArray(b.data)) return equalLists(a.data, b.data);
  if (a.data instanceof Map && b.data instanceof Map) return equalMaps(a.data, b.data);
  return a.data === b.data;
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean | undefined {
  if (a.length !== b.length) return false;
  let open = false;
  for (const [at, left] of a.entries()) {
    const right = b[at];
    const equal = right === undefined ? false : equalValues(left, right);
    if (equal === false) return false;
    if (equal === undefined) open = true;
  }
  return open ? undefined : true;
}

function equalMaps(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean | undefined {
  if (a.size !== b.size) return false;
  let open = false;
  for (const [name, left] of a) {
    const right = b.get(name);
    const equal = right === undefined ? false : equalValues(left, right);
    if (equal === false) return false;
    if (equal === undefined) open = true;
  }
  return open ? undefined : true;
}

/** Whether two elements of a set are one. */
export function sameValue(a: Value, b: Value): boolean {
  return equalValues(a, b) === true;
}

/** The order of a set's elements: numbers and strings by value, null last, anything else by its parts written out. */
export function compareSetElements(a: Value, b: Value): number {
  if (a.data === null || b.data === null) return Number(a.data === null) - Number(b.data === null);
  if (a.data === unknown || b.data === unknown)
    return Number(a.data === unknown) - Number(b.data === unknown);
  if (a.type.kind === "number") return compareFloats(a.data as BigFloat, b.data as BigFloat);
  if (a.type.kind === "string") return compareText(String(a.data), String(b.data));
  if (a.type.kind === "bool") return Number(a.data) - Number(b.data);
  return compareText(setKey(a), setKey(b));
}

const keys = new WeakMap<Value, string>();

function setKey(value: Value): string {
  let key = keys.get(value);
  if (key === undefined) {
    key = writeKey(value);
    keys.set(value, key);
  }
  return key;
}

function writeKey(value: Value): string {
  const { data, type } = value;
  if (data === unknown) return "?";
  if (data === null) return "~";
  if (typeof data === "boolean") return data ? "T" : "F";
  if (typeof data === "string") return quoteGo(data);
  if (type.kind === "number") return numberKey(data as BigFloat);
  if (type.kind === "map")
    return `{${[...(data as ReadonlyMap<string, Value>)].map(([name, part]) => `${quoteGo(name)}:${writeKey(part)};`).join("")}}`;
  const parts = data instanceof Map ? [...data.values()] : (data as readonly Value[]);
  const text = parts.map((part) => `${writeKey(part)};`).join("");
  return type.kind === "object" || type.kind === "tuple" ? `<${text}>` : `[${text}]`;
}

function numberKey(number: BigFloat): string {
  if (number.infinite) return number.negative ? "-Inf" : "+Inf";
  return `${number.negative ? "-" : ""}${generalNotation(number, 10)}`;
}
