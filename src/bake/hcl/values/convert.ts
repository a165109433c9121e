import { quoteGo } from "../../../util/go-quote.js";
import { ConversionError, findConversion } from "./conversion.js";
import {
  type CollectionType,
  constraintName,
  hasAny,
  isCollection,
  isPrimitive,
  type ObjectType,
  sameType,
  type Type,
  typeName,
  withoutOptional,
} from "./types.js";
import type { Value } from "./value.js";

/**
 * The value as one of another type: numbers and bools to and from strings, tuples to lists and sets, objects to maps,
 * and all of that inside of others.
 *
 * @throws ConversionError saying what was needed.
 */
export function convert(value: Value, to: Type): Value {
  if (sameType(value.type, withoutOptional(to))) return value;
  const conversion = findConversion(value.type, to, true);
  if (conversion === undefined) throw new ConversionError(mismatchMessage(value.type, to));
  return conversion(value);
}

/** Why values of `given` never are what is `wanted`. */
export function mismatchMessage(given: Type, wanted: Type): string {
  if (given.kind === "object" && wanted.kind === "object") return objectMismatch(given, wanted);
  if (isCollection(wanted)) {
    const structure = given.kind === "tuple" || given.kind === "object";
    const fits = wanted.kind === "map" ? given.kind === "object" : given.kind === "tuple";
    if (fits && wanted.element.kind === "any") return `all ${wanted.kind} elements must have the same type`;
    if (structure) return structureMismatch(given, wanted);
    if (isCollection(given)) return collectionMismatch(given, wanted);
  }
  if (!alike(given, wanted)) return `${typeName(wanted)} required, but have ${typeName(given)}`;
  return `${constraintName(wanted)} required`;
}

/** Pairs of types for which naming both would confuse more than help. */
function alike(given: Type, wanted: Type): boolean {
  if (isPrimitive(given) !== isPrimitive(wanted)) return false;
  if (wanted.kind === "string") return false;
  if (wanted.kind === "bool" && given.kind === "number") return false;
  if (wanted.kind === "number" && given.kind === "bool") return false;
  if (isCollection(given) && isCollection(wanted) && !hasAny(given.element) && hasAny(wanted.element))
    return false;
  return !(given.kind === "tuple" && wanted.kind === "object");
}

function objectMismatch(given: ObjectType, wanted: ObjectType): string {
  const missing = [...wanted.attributes.keys()]
    .filter((name) => !given.attributes.has(name) && !wanted.optional?.has(name))
    .sort()
    .map(quoteGo);
  const last = missing.pop();
  if (last !== undefined) {
    if (missing.length === 0) return `attribute ${last} is required`;
    return `attributes ${missing.join(", ")}${missing.length > 1 ? "," : ""} and ${last} are required`;
  }
  for (const [name, type] of wanted.attributes) {
    const own = given.attributes.get(name);
    if (own !== undefined && !sameType(own, type) && findConversion(own, type, true) === undefined)
      return `attribute ${quoteGo(name)}: ${mismatchMessage(own, type)}`;
  }
  return "incorrect object attributes";
}

function structureMismatch(given: Type, wanted: CollectionType): string {
  const refuses = (part: Type) =>
    !sameType(part, wanted.element) && findConversion(part, wanted.element, true) === undefined;
  if (given.kind === "tuple" && wanted.kind !== "map") {
    for (const [at, part] of given.elements.entries())
      if (refuses(part)) return `element ${at}: ${mismatchMessage(part, wanted.element)}`;
    return `all elements must be ${constraintName(wanted.element)}`;
  }
  if (given.kind === "object" && wanted.kind === "map") {
    for (const [name, part] of given.attributes)
      if (refuses(part)) return `element ${quoteGo(name)}: ${mismatchMessage(part, wanted.element)}`;
    return `all elements must be ${constraintName(wanted.element)}`;
  }
  return `${constraintName(wanted)} required`;
}

function collectionMismatch(given: CollectionType, wanted: CollectionType): string {
  if ((given.kind === "map") !== (wanted.kind === "map")) return `${constraintName(wanted)} required`;
  return `incorrect ${wanted.kind} element type: ${mismatchMessage(given.element, wanted.element)}`;
}
