import {
  type DescMessage,
  type Field,
  type MessageInitShape,
  type ScalarType,
  WireType,
  wireTypeOf,
} from "./schema.js";
import { type Fields, unknownFields } from "./values.js";
import { WireWriter } from "./wire-writer.js";

/**
 * Encodes a message, or what one can be made from. The same message always gives the same bytes: fields by number,
 * map entries by key.
 */
export function toBinary<Desc extends DescMessage>(
  schema: Desc,
  message: MessageInitShape<Desc>,
): Uint8Array {
  const writer = new WireWriter();
  writeMessage(writer, schema, message as Fields);
  return writer.finish();
}

/** The tag and the length that stand before `length` bytes of a field. */
export function lengthDelimitedPrefix(number: number, length: number): Uint8Array {
  const writer = new WireWriter(16);
  writer.uint32(length);
  writeTag(writer, number, WireType.bytes);
  return writer.finish();
}

function writeMessage(writer: WireWriter, schema: DescMessage, message: Fields): void {
  for (const bytes of message[unknownFields]?.toReversed() ?? []) writer.raw(bytes);
  const { fields } = schema;
  for (let index = fields.length - 1; index >= 0; index--) {
    const field = fields[index];
    if (field !== undefined) writeField(writer, field, message);
  }
}

function writeField(writer: WireWriter, field: Field, message: Fields): void {
  const { name, oneof, scalar, repeated, mapKey } = field;
  if (oneof !== undefined) {
    const member = message[oneof] as { readonly case?: string; readonly value?: unknown } | undefined;
    if (member?.case === name) writeValue(writer, field, member.value);
    return;
  }
  const value = message[name];
  if (value === undefined) return;
  if (repeated) writeList(writer, field, value as readonly unknown[]);
  else if (mapKey !== undefined) writeMap(writer, field, mapKey, value as Readonly<Record<string, unknown>>);
  else if (scalar === undefined || !isDefault(value)) writeValue(writer, field, value);
}

function isDefault(value: unknown): boolean {
  return !value || (value instanceof Uint8Array && value.length === 0);
}

function writeTag(writer: WireWriter, number: number, wireType: WireType): void {
  writer.uint32((number << 3) | wireType);
}

function writeValue(writer: WireWriter, { number, scalar, message, wireType }: Field, value: unknown): void {
  if (scalar !== undefined) writeScalar(writer, scalar, value);
  else if (message !== undefined) writeNested(writer, message, value as Fields);
  writeTag(writer, number, wireType);
}

function writeNested(writer: WireWriter, schema: DescMessage, message: Fields): void {
  const before = writer.length;
  writeMessage(writer, schema, message);
  writer.uint32(writer.length - before);
}

function writeList(writer: WireWriter, field: Field, list: readonly unknown[]): void {
  const { number, scalar, wireType } = field;
  if (scalar === undefined || wireType === WireType.bytes) {
    for (let index = list.length - 1; index >= 0; index--) writeValue(writer, field, list[index]);
  } else if (list.length > 0) {
    const before = writer.length;
    for (let index = list.length - 1; index >= 0; index--) writeScalar(writer, scalar, list[index]);
    writer.uint32(writer.length - before);
    writeTag(writer, number, WireType.bytes);
  }
}

/** An entry is a message with the key as field 1 and the value as field 2; both are always written. */
function writeMap(
  writer: WireWriter,
  { number, scalar, message }: Field,
  mapKey: ScalarType,
  map: Readonly<Record<string, unknown>>,
): void {
  for (const key of Object.keys(map).sort().reverse()) {
    const before = writer.length;
    if (scalar !== undefined) writeScalar(writer, scalar, map[key]);
    else if (message !== undefined) writeNested(writer, message, map[key] as Fields);
    writeTag(writer, 2, wireTypeOf(scalar));
    writeScalar(writer, mapKey, fromKey(mapKey, key));
    writeTag(writer, 1, wireTypeOf(mapKey));
    writer.uint32(writer.length - before);
    writeTag(writer, number, WireType.bytes);
  }
}

/** Keys of all types are properties, so they are strings here. */
function fromKey(type: ScalarType, key: string): unknown {
  if (type === "int64") return BigInt(key);
  if (type === "bool") return key === "true";
  return type === "string" ? key : Number(key);
}

function writeScalar(writer: WireWriter, type: ScalarType, value: unknown): void {
  switch (type) {
    case "string":
      writer.string(value as string);
      break;
    case "bytes":
      writer.bytes(value as Uint8Array);
      break;
    case "bool":
      writer.bool(value as boolean);
      break;
    case "int32":
      writer.int32(value as number);
      break;
    case "uint32":
      writer.uint32(value as number);
      break;
    case "int64":
      writer.int64(value as bigint);
      break;
  }
}
