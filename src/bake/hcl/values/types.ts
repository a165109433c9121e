/** A type of the language. `any` stands for a type that is not decided: in constraints, of a bare `null`. */
export type Type =
  | PrimitiveType
  | { readonly kind: "any" }
  | { readonly kind: "bytes" }
  | CollectionType
  | TupleType
  | ObjectType;

/** A type without parts. */
export interface PrimitiveType {
  readonly kind: "string" | "number" | "bool";
}

/** A type whose values have any number of elements of one type. */
export interface CollectionType {
  readonly kind: "list" | "set" | "map";
  readonly element: Type;
}

/** A fixed number of elements, each with its type. */
export interface TupleType {
  readonly kind: "tuple";
  readonly elements: readonly Type[];
}

/** Named attributes, each with its type. */
export interface ObjectType {
  readonly kind: "object";
  readonly attributes: ReadonlyMap<string, Type>;
  /** Attributes that a value may lack before it is converted to this type. */
  readonly optional?: ReadonlySet<string> | undefined;
}

export const stringType: PrimitiveType = { kind: "string" };
export const numberType: PrimitiveType = { kind: "number" };
export const boolType: PrimitiveType = { kind: "bool" };
export const anyType: Type = { kind: "any" };
/** Byte buffers, which only `byteslen` and `bytesslice` take and nothing makes. */
export const bytesType: Type = { kind: "bytes" };

/** A list type. */
export function listType(element: Type): CollectionType {
  return { kind: "list", element };
}

/** A set type. */
export function setType(element: Type): CollectionType {
  return { kind: "set", element };
}

/** A map type. */
export function mapType(element: Type): CollectionType {
  return { kind: "map", element };
}

/** A tuple type. */
export function tupleType(elements: readonly Type[]): TupleType {
  return { kind: "tuple", elements };
}

/** An object type. */
export function objectType(
  attributes: ReadonlyMap<string, Type>,
  optional?: ReadonlySet<string> | undefined,
): ObjectType {
  return optional === undefined || optional.size === 0
    ? { kind: "object", attributes }
    : { kind: "object", attributes, optional };
}

/** True for string, number and bool. */
export function isPrimitive(type: Type): type is PrimitiveType {
  return type.kind === "string" || type.kind === "number" || type.kind === "bool";
}

/** True for list, set and map. */
export function isCollection(type: Type): type is CollectionType {
  return type.kind === "list" || type.kind === "set" || type.kind === "map";
}

/** Whether both are the same type, part by part; optional attributes count. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (isCollection(a)) return sameType(a.element, (b as CollectionType).element);
  if (a.kind === "tuple") return sameElements(a.elements, (b as TupleType).elements);
  if (a.kind === "object") return sameAttributes(a, b as ObjectType);
  return true;
}

function sameElements(a: readonly Type[], b: readonly Type[]): boolean {
  return a.length === b.length && a.every((type, at) => sameType(type, b[at] ?? anyType));
}

function sameAttributes(a: ObjectType, b: ObjectType): boolean {
  if (a.attributes.size !== b.attributes.size) return false;
  for (const [name, type] of a.attributes) {
    const other = b.attributes.get(name);
    if (other === undefined || !sameType(type, other)) return false;
    if ((a.optional?.has(name) ?? false) !== (b.optional?.has(name) ?? false)) return false;
  }
  return true;
}

/** The type without its marks for optional attributes, deeply: the type of values rather than of what converts to them. */
export function withoutOptional(type: Type): Type {
  if (isCollection(type)) {
    const element = withoutOptional(type.element);
    return element === type.element ? type : { kind: type.kind, element };
  }
  if (type.kind === "tuple") {
    const elements = type.elements.map(withoutOptional);
    return elements.every((element, at) => element === type.elements[at]) ? type : tupleType(elements);
  }
  if (type.kind !== "object") return type;
  let changed = type.optional !== undefined;
  const attributes = new Map<string, Type>();
  for (const [name, attribute] of type.attributes) {
    const plain = withoutOptional(attribute);
    if (plain !== attribute) changed = true;
    attributes.set(name, plain);
  }
  return changed ? objectType(attributes) : type;
}

/** Whether `any` occurs in the type. */
export function hasAny(type: Type): boolean {
  if (type.kind === "any") return true;
  if (isCollection(type)) return hasAny(type.element);
  if (type.kind === "tuple") return type.elements.some(hasAny);
  return type.kind === "object" && [...type.attributes.values()].some(hasAny);
}

/** The type in the words of error messages: `list of string`, `object`. */
export function typeName(type: Type): string {
  if (type.kind === "any") return "dynamic";
  return isCollection(type) ? `${type.kind} of ${typeName(type.element)}` : type.kind;
}

/** As {@link typeName}, for a type that is asked for: `any type`, `list of any single type`. */
export function constraintName(type: Type): string {
  if (type.kind === "any") return "any type";
  if (!isCollection(type)) return type.kind;
  return `${type.kind} of ${type.element.kind === "any" ? "any single type" : constraintName(type.element)}`;
}
