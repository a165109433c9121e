import { floatText, parseFloatText } from "./float-text.js";
import {
  anyType,
  type CollectionType,
  isCollection,
  isPrimitive,
  listType,
  mapType,
  type ObjectType,
  objectType,
  sameType,
  setType,
  type TupleType,
  type Type,
  tupleType,
  withoutOptional,
} from "./types.js";
import { unifyTypes } from "./unify.js";
import {
  boolValue,
  elementsOf,
  entriesOf,
  haveOneType,
  listValue,
  mapValue,
  nullValue,
  numberOf,
  numberValue,
  objectValue,
  setValue,
  stringValue,
  textOf,
  tupleValue,
  unknown,
  unknownValue,
  type Value,
} from "./value.js";

/** Thrown when a value cannot be converted; the message says what is needed, without position. */
export class ConversionError extends Error {}

/**
 * The type that values of all given types can be converted to, or undefined when there is none.
 *
 * @param unsafe whether conversions count that fail for some values, as from string to number
 */
export function commonType(types: readonly Type[], unsafe = true): Type | undefined {
  return unifyTypes(types, (from, to) => findConversion(from, to, unsafe) !== undefined);
}

/** Turns a value of one type into one of another. Throws {@link ConversionError} when this very value cannot be. */
export type Conversion = (value: Value) => Value;

/**
 * How values of `from` become values of `to`, or undefined when they never can.
 *
 * @param unsafe whether conversions count that fail for some values, as from string to number
 */
export function findConversion(from: Type, to: Type, unsafe: boolean): Conversion | undefined {
  const inner = conversionOfKnown(from, to, unsafe);
  if (inner === undefined) return undefined;
  return (value) => {
    if (to.kind === "any") return value;
    if (value.data === unknown) return unknownValue(fillAny(value.type, withoutOptional(to)));
    if (value.data === null) return nullValue(fillAny(value.type, withoutOptional(to)));
    return inner(value);
  };
}

function conversionOfKnown(from: Type, to: Type, unsafe: boolean): Conversion | undefined {
  if (to.kind === "any") return (value) => value;
  if (from.kind === "any") return unsafe ? (value) => value : undefined;
  if (isPrimitive(from) && isPrimitive(to)) return primitiveConversion(from.kind, to.kind, unsafe);
  if (from.kind === "object" && to.kind === "object") return betweenObjects(from, to, unsafe);
  if (from.kind === "tuple" && to.kind === "tuple") return betweenTuples(from, to, unsafe);
  if (to.kind === "object" && from.kind === "map") return unsafe ? mapToObject(from, to) : undefined;
  if (!isCollection(to)) return undefined;
  if (to.kind === "map") {
    if (from.kind === "object") return structureToCollection([...from.attributes.values()], to, unsafe);
    return from.kind === "map" ? betweenCollections(from, to, unsafe) : undefined;
  }
  if (from.kind === "tuple") return structureToCollection(from.elements, to, unsafe);
  if (from.kind !== "list" && from.kind !== "set") return undefined;
  if (to.kind === "set" && from.kind === "list" && !unsafe) return undefined;
  return betweenCollections(from, to, unsafe);
}

function primitiveConversion(from: string, to: string, unsafe: boolean): Conversion | undefined {
  if (to === "string")
    return from === "number" ? (value) => stringValue(floatText(numberOf(value))) : boolToText;
  if (from !== "string" || !unsafe) return undefined;
  return to === "number" ? textToNumber : textToBool;
}

function boolToText(value: Value): Value {
  return stringValue(String(value.data));
}

function textToNumber(value: Value): Value {
  const number = parseFloatText(textOf(value));
  if (number === undefined) throw new ConversionError("a number is required");
  return numberValue(number);
}

function textToBool(value: Value): Value {
  const text = textOf(value);
  if (text === "true" || text === "1") return boolValue(true);
  if (text === "false" || text === "0") return boolValue(false);
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "false")
    throw new ConversionError(`a bool is required; to convert from string, use lowercase "${lower}"`);
  throw new ConversionError("a bool is required");
}

/** For each part its conversion, or undefined when one of them has none. `same` parts stay as they are. */
function conversionsTo(parts: readonly Type[], to: Type, unsafe: boolean): readonly Conversion[] | undefined {
  const found: Conversion[] = [];
  for (const part of parts) {
    const conversion = sameType(part, to) ? same : findConversion(part, to, unsafe);
    if (conversion === undefined) return undefined;
    found.push(conversion);
  }
  return found;
}

function same(value: Value): Value {
  return value;
}

function betweenCollections(
  from: CollectionType,
  to: CollectionType,
  unsafe: boolean,
): Conversion | undefined {
  const conversion = sameType(from.element, to.element)
    ? same
    : findConversion(from.element, to.element, unsafe);
  if (conversion === undefined) return undefined;
  const empty = to.element.kind === "any" ? from.element : withoutOptional(to.element);
  if (to.kind === "map")
    return (value) => {
      const entries = new Map([...entriesOf(value)].map(([key, part]) => [key, conversion(part)]));
      return collected(to.kind, [...entries.values()], [...entries.keys()], empty);
    };
  return (value) => collected(to.kind, elementsOf(value).map(conversion), [], empty);
}

function structureToCollection(
  parts: readonly Type[],
  to: CollectionType,
  unsafe: boolean,
): Conversion | undefined {
  const empty = withoutOptional(to.element);
  if (parts.length === 0) return () => collected(to.kind, [], [], empty);
  const element = to.element.kind === "any" ? commonType(parts, unsafe) : to.element;
  if (element === undefined) return undefined;
  if (element.kind === "any" && to.kind !== "map" && parts.some((part) => part.kind !== "any"))
    return undefined;
  const conversions = conversionsTo(parts, element, unsafe);
  if (conversions === undefined) return undefined;
  return (value) => {
    const converted = elementsOf(value).map((part, at) => (conversions[at] ?? same)(part));
    return collected(to.kind, unified(converted, to.kind, element), [...entriesOf(value).keys()], empty);
  };
}

/** Elements of one constraint may still differ in their types, where it has `any` inside. */
function unified(parts: readonly Value[], kind: string, element: Type): readonly Value[] {
  if (haveOneType(parts) || kind === "set") return parts;
  if (kind === "map" && !isCollection(element) && element.kind !== "object") return parts;
  const common = commonType(
    parts.map((part) => part.type),
    true,
  );
  if (common === undefined) throw new ConversionError("cannot find a common base type for all elements");
  return parts.map((part) => (findConversion(part.type, common, true) ?? same)(part));
}

function collected(
  kind: CollectionType["kind"],
  parts: readonly Value[],
  keys: readonly string[],
  empty: Type,
): Value {
  if (!haveOneType(parts))
    throw new ConversionError(`element types must all match for conversion to ${kind}`);
  if (kind === "list") return listValue(parts, empty);
  if (kind === "set") return setValue(parts, empty);
  return mapValue(new Map(parts.map((part, at) => [keys[at] ?? "", part])), empty);
}

function betweenTuples(from: TupleType, to: TupleType, unsafe: boolean): Conversion | undefined {
  if (from.elements.length !== to.elements.length) return undefined;
  const conversions: Conversion[] = [];
  for (const [at, wanted] of to.elements.entries()) {
    const given = from.elements[at] ?? anyType;
    const conversion = sameType(given, wanted) ? same : findConversion(given, wanted, unsafe);
    if (conversion === undefined) return undefined;
    conversions.push(conversion);
  }
  return (value) => tupleValue(elementsOf(value).map((part, at) => (conversions[at] ?? same)(part)));
}

function betweenObjects(from: ObjectType, to: ObjectType, unsafe: boolean): Conversion | undefined {
  const conversions = new Map<string, Conversion>();
  for (const [name, wanted] of to.attributes) {
    const given = from.attributes.get(name);
    if (given === undefined) {
      if (to.optional?.has(name)) continue;
      return undefined;
    }
    const conversion = sameType(given, wanted) ? same : findConversion(given, wanted, unsafe);
    if (conversion === undefined) return undefined;
    conversions.set(name, conversion);
  }
  return (value) => withAttributes(to, conversions, value);
}

function mapToObject(from: CollectionType, to: ObjectType): Conversion | undefined {
  const conversions = new Map<string, Conversion>();
  for (const [name, wanted] of to.attributes) {
    const conversion = sameType(from.element, wanted) ? same : findConversion(from.element, wanted, true);
    if (conversion !== undefined) conversions.set(name, conversion);
    else if (!to.optional?.has(name)) return undefined;
  }
  return (value) => {
    for (const name of to.attributes.keys())
      if (!entriesOf(value).has(name) && !to.optional?.has(name))
        throw new ConversionError(`map has no element for required attribute "${name}"`);
    return withAttributes(to, conversions, value);
  };
}

function withAttributes(to: ObjectType, conversions: ReadonlyMap<string, Conversion>, value: Value): Value {
  const attributes = new Map<string, Value>();
  for (const [name, part] of entriesOf(value)) {
    const conversion = conversions.get(name);
    if (conversion !== undefined) attributes.set(name, conversion(part));
  }
  for (const [name, wanted] of to.attributes)
    if (!attributes.has(name)) attributes.set(name, nullValue(withoutOptional(wanted)));
  return objectValue(attributes);
}

/** `to` with its `any`s replaced by what `from` has in their place: the type of a converted null. */
function fillAny(from: Type, to: Type): Type {
  if (from.kind === "any") return to;
  if (to.kind === "any") return from;
  if (isCollection(to)) {
    const given = elementFor(from, to.kind);
    if (given === undefined) return to;
    const element = fillAny(given, to.element);
    return to.kind === "map" ? mapType(element) : to.kind === "list" ? listType(element) : setType(element);
  }
  if (to.kind === "tuple" && from.kind === "tuple")
    return tupleType(to.elements.map((element, at) => fillAny(from.elements[at] ?? anyType, element)));
  if (to.kind !== "object") return to;
  const given = (name: string) =>
    from.kind === "map" ? from.element : from.kind === "object" ? from.attributes.get(name) : undefined;
  return objectType(
    new Map([...to.attributes].map(([name, type]) => [name, fillAny(given(name) ?? anyType, type)])),
  );
}

function elementFor(from: Type, kind: CollectionType["kind"]): Type | undefined {
  if (kind === "map") {
    if (from.kind === "map") return from.element;
    return from.kind === "object" ? commonType([...from.attributes.values()], true) : undefined;
  }
  if (from.kind === "list" || from.kind === "set") return from.element;
  return from.kind === "tuple" ? commonType(from.elements, true) : undefined;
}
