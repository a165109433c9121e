import { orderByGenerality } from "./generality.js";
import {
  anyType,
  type CollectionType,
  listType,
  mapType,
  type ObjectType,
  objectType,
  sameType,
  setType,
  type TupleType,
  type Type,
  tupleType,
} from "./types.js";

/** Whether values of one type can become values of another. */
export type CanConvert = (from: Type, to: Type) => boolean;

/**
 * The type that values of all given types can be converted to, or undefined when there is none: equal structures part
 * by part, otherwise lists and maps, otherwise the most general of the types themselves.
 */
export function unifyTypes(types: readonly Type[], canConvert: CanConvert): Type | undefined {
  if (types.length === 0) return undefined;
  const [first] = types;
  if (first !== undefined && first.kind !== "any" && types.every((type) => sameType(type, first)))
    return first;
  const count = (kind: Type["kind"]) => types.filter((type) => type.kind === kind).length;
  const unknown = count("any");
  const only = (...kinds: Type["kind"][]) =>
    kinds.reduce((sum, kind) => sum + count(kind), unknown) === types.length;
  if (count("map") > 0 && only("map")) return unifyCollections("map", types, unknown > 0, canConvert);
  if (count("map") > 0 && only("map", "object")) {
    const found = unifyMixed("map", types, canConvert);
    if (found !== undefined) return found;
  } else if (count("list") > 0 && only("list")) {
    return unifyCollections("list", types, unknown > 0, canConvert);
  } else if (count("list") > 0 && only("list", "tuple")) {
    const found = unifyMixed("list", types, canConvert);
    if (found !== undefined) return found;
  } else if (count("set") > 0 && only("set")) {
    return unifyCollections("set", types, unknown > 0, canConvert);
  } else if (count("object") > 0 && only("object")) {
    return unknown > 0 ? anyType : unifyObjects(types as readonly ObjectType[], canConvert);
  } else if (count("tuple") > 0 && only("tuple")) {
    return unknown > 0 ? anyType : unifyTuples(types as readonly TupleType[], canConvert);
  } else if (count("object") > 0 && count("tuple") > 0) {
    return undefined;
  }
  return orderByGenerality(types).find((wanted) => allConvert(types, wanted, canConvert));
}

function allConvert(types: readonly Type[], wanted: Type, canConvert: CanConvert): boolean {
  return types.every((type) => sameType(type, wanted) || canConvert(type, wanted));
}

function collectionOf(kind: CollectionType["kind"], element: Type): Type {
  return kind === "map" ? mapType(element) : kind === "list" ? listType(element) : setType(element);
}

function unifyCollections(
  kind: CollectionType["kind"],
  types: readonly Type[],
  hasUnknown: boolean,
  canConvert: CanConvert,
): Type | undefined {
  if (hasUnknown) return anyType;
  const element = unifyTypes(
    types.map((type) => (type as CollectionType).element),
    canConvert,
  );
  if (element === undefined) return undefined;
  const result = collectionOf(kind, element);
  return allConvert(types, result, canConvert) ? result : undefined;
}

/** Maps beside objects, lists beside tuples: the structures count as collections. */
function unifyMixed(kind: "map" | "list", types: readonly Type[], canConvert: CanConvert): Type | undefined {
  const structures = types.filter((type) => type.kind === "object" || type.kind === "tuple");
  const collection = asCollection(kind, structures, canConvert);
  if (collection === undefined) return undefined;
  const found = unifyTypes(
    types.map((type) => (type.kind === "object" || type.kind === "tuple" ? collection : type)),
    canConvert,
  );
  return found?.kind === kind ? found : undefined;
}

function asCollection(
  kind: "map" | "list",
  structures: readonly Type[],
  canConvert: CanConvert,
): Type | undefined {
  const parts = structures.flatMap((type) =>
    type.kind === "object" ? [...type.attributes.values()] : type.kind === "tuple" ? type.elements : [],
  );
  const element = unifyTypes(parts, canConvert);
  if (element === undefined) return undefined;
  const result = collectionOf(kind, element);
  return allConvert(structures, result, canConvert) ? result : undefined;
}

function unifyObjects(types: readonly ObjectType[], canConvert: CanConvert): Type | undefined {
  const names = [...(types[0]?.attributes.keys() ?? [])];
  const alike = types.every(
    (type) => type.attributes.size === names.length && names.every((name) => type.attributes.has(name)),
  );
  if (!alike) return asCollection("map", types, canConvert);
  const attributes = new Map<string, Type>();
  for (const name of names) {
    const attribute = unifyTypes(
      types.map((type) => type.attributes.get(name) ?? anyType),
      canConvert,
    );
    if (attribute === undefined) return undefined;
    attributes.set(name, attribute);
  }
  const result = objectType(attributes);
  return allConvert(types, result, canConvert) ? result : asCollection("map", types, canConvert);
}

function unifyTuples(types: readonly TupleType[], canConvert: CanConvert): Type | undefined {
  const length = types[0]?.elements.length ?? 0;
  if (types.some((type) => type.elements.length !== length)) return asCollection("list", types, canConvert);
  const elements: Type[] = [];
  for (let at = 0; at < length; at++) {
    const element = unifyTypes(
      types.map((type) => type.elements[at] ?? anyType),
      canConvert,
    );
    if (element === undefined) return undefined;
    elements.push(element);
  }
  const result = tupleType(elements);
  return allConvert(types, result, canConvert) ? result : asCollection("list", types, canConvert);
}
