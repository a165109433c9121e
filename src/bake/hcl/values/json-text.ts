import { stringifyLikeGo } from "../../../util/go-json.js";
import { ConversionError } from "./conversion.js";
import { convert } from "./convert.js";
import { floatText, parseFloatText } from "./float-text.js";
import { type JsonNode, JsonNumber, readJson } from "./json-reader.js";
import {
  isCollection,
  isPrimitive,
  type ObjectType,
  type PrimitiveType,
  type TupleType,
  type Type,
} from "./types.js";
import {
  boolValue,
  elementsOf,
  entriesOf,
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
  type Value,
} from "./value.js";

/**
 * The value as JSON, as `jsonencode` gives it: no spaces, names in order, `<`, `>` and `&` as escapes.
 *
 * @param declared the type it is written for; where that is `any`, the type is written beside the value
 * @throws ConversionError for infinities and unknown values.
 */
export function toJson(value: Value, declared: Type = value.type): string {
  const { type, data } = value;
  if (data === unknown) throw new ConversionError("value is not known");
  if (declared.kind === "any" && type.kind !== "any")
    return `{"value":${toJson(value)},"type":${typeToJson(type)}}`;
  if (data === null) return "null";
  if (type.kind === "string") return stringifyLikeGo(textOf(value));
  if (type.kind === "bool") return String(data);
  if (type.kind === "number") {
    if (numberOf(value).infinite) throw new ConversionError("cannot serialize infinity as JSON");
    return floatText(numberOf(value));
  }
  const inner = (part: Value, name: string | number) => toJson(part, partType(declared, name) ?? part.type);
  if (data instanceof Map)
    return `{${[...entriesOf(value)].map(([name, part]) => `${stringifyLikeGo(name)}:${inner(part, name)}`).join(",")}}`;
  return `[${elementsOf(value).map(inner).join(",")}]`;
}

function partType(type: Type, name: string | number): Type | undefined {
  if (isCollection(type)) return type.element;
  if (type.kind === "tuple") return type.elements[Number(name)];
  return type.kind === "object" ? type.attributes.get(String(name)) : undefined;
}

function typeToJson(type: Type): string {
  if (type.kind === "any") return '"dynamic"';
  if (isCollection(type)) return `["${type.kind}",${typeToJson(type.element)}]`;
  if (type.kind === "tuple") return `["tuple",[${type.elements.map(typeToJson).join(",")}]]`;
  if (type.kind !== "object") return `"${type.kind}"`;
  const attributes = [...type.attributes].map(
    ([name, part]) => `${stringifyLikeGo(name)}:${typeToJson(part)}`,
  );
  return `["object",{${attributes.join(",")}}]`;
}

/**
 * Reads JSON with the types that it shows: arrays become tuples, objects objects.
 *
 * @throws ConversionError in Go's words when it is not JSON.
 */
export function fromJson(text: string): Value {
  return implied(readJson(text));
}

function implied(node: JsonNode): Value {
  if (node === null) return nullValue();
  if (typeof node === "boolean") return boolValue(node);
  if (typeof node === "string") return stringValue(node);
  if (node instanceof JsonNumber) return numberFrom(node.text);
  if (node instanceof Map)
    return objectValue(new Map([...node].map(([name, part]: [string, JsonNode]) => [name, implied(part)])));
  return tupleValue((node as readonly JsonNode[]).map(implied));
}

function numberFrom(text: string): Value {
  const number = parseFloatText(text);
  if (number === undefined) throw new ConversionError("a number is required");
  return numberValue(number);
}

/**
 * Reads JSON as a value of `type`. Numbers and bools may be quoted, strings may be numbers or bools, attributes may be
 * missing; nothing else is converted.
 *
 * @throws ConversionError saying what was needed.
 */
export function fromJsonAs(text: string, type: Type): Value {
  return shaped(readJson(text), type);
}

function shaped(node: JsonNode, type: Type): Value {
  if (node === null) return nullValue(type);
  if (isPrimitive(type)) return primitive(node, type);
  if (type.kind === "any") throw new ConversionError("missing type in dynamically-typed value");
  if (type.kind === "object") return shapedObject(asMap(node), type);
  if (type.kind === "tuple") return shapedTuple(asList(node), type);
  if (!isCollection(type)) throw new ConversionError(`unsupported type ${type.kind}`);
  if (type.kind === "map")
    return mapValue(
      new Map([...asMap(node)].map(([key, part]) => [key, shaped(part, type.element)])),
      type.element,
    );
  const parts = asList(node).map((part) => shaped(part, type.element));
  return type.kind === "list" ? listValue(parts, type.element) : setValue(parts, type.element);
}

function asMap(node: JsonNode): ReadonlyMap<string, JsonNode> {
  if (!(node instanceof Map)) throw new ConversionError("missing expected {");
  return node;
}

function asList(node: JsonNode): readonly JsonNode[] {
  if (!Array.isArray(node)) throw new ConversionError("missing expected [");
  return node;
}

function shapedObject(entries: ReadonlyMap<string, JsonNode>, type: ObjectType): Value {
  for (const name of entries.keys())
    if (!type.attributes.has(name))
      throw new ConversionError(`unsupported attribute ${JSON.stringify(name)}`);
  return objectValue(
    new Map([...type.attributes].map(([name, part]) => [name, shaped(entries.get(name) ?? null, part)])),
  );
}

function shapedTuple(parts: readonly JsonNode[], type: TupleType): Value {
  const needed = type.elements.length;
  if (parts.length !== needed)
    throw new ConversionError(
      `${parts.length > needed ? "too many" : "not enough"} tuple elements (need ${needed})`,
    );
  return tupleValue(type.elements.map((element, at) => shaped(parts[at] ?? null, element)));
}

function primitive(node: JsonNode, type: PrimitiveType): Value {
  if (node instanceof JsonNumber && type.kind !== "bool")
    return type.kind === "number" ? numberFrom(node.text) : stringValue(node.text);
  if (typeof node === "string")
    return type.kind === "number" ? numberFrom(node) : convert(stringValue(node), type);
  if (typeof node === "boolean" && type.kind !== "number") return convert(boolValue(node), type);
  throw new ConversionError(`${type.kind} is required`);
}
