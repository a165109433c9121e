import { SlipwayError } from "../../errors/index.js";
import { createEmpty, scalarDefaults } from "./create.js";
import {
  type DescMessage,
  type Field,
  type MessageShape,
  type ScalarType,
  WireType,
  wireTypeOf,
} from "./schema.js";
import { type Fields, setEntry, unknownFields } from "./values.js";
import { WireReader } from "./wire-reader.js";

/** Messages inside one another, as protobuf's own decoders bound them. */
const MAX_DEPTH = 100;

/**
 * Decodes a message; what was not sent has its default. Bytes are views of `bytes`, not copies.
 *
 * @throws SlipwayError `protocol-error` for bytes that are no such message.
 */
export function fromBinary<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array): MessageShape<Desc> {
  const message = createEmpty(schema);
  readMessage(new WireReader(bytes), schema, message, 0);
  return message as MessageShape<Desc>;
}

function readMessage(reader: WireReader, schema: DescMessage, message: Fields, depth: number): void {
  const { byNumber } = schema;
  while (reader.position < reader.end) {
    const start = reader.position;
    const tag = reader.tag();
    const field = byNumber.get(tag >>> 3);
    const wireType = tag & 7;
    if (field?.wireType === wireType) readField(reader, field, message, depth);
    else if (field?.repeated && wireType === WireType.bytes) readPacked(reader, field, message);
    else {
      reader.skip(wireType);
      message[unknownFields] ??= [];
      message[unknownFields].push(reader.since(start));
    }
  }
}

function readField(reader: WireReader, field: Field, message: Fields, depth: number): void {
  const { name, scalar, repeated, mapKey, oneof } = field;
  if (repeated) (message[name] as unknown[]).push(readValue(reader, field, undefined, depth));
  else if (mapKey !== undefined) readEntry(reader, field, mapKey, message[name] as Fields, depth);
  else if (oneof !== undefined) {
    const member = message[oneof] as { readonly case?: string; readonly value?: unknown };
    const before = member.case === name ? member.value : undefined;
    message[oneof] = { case: name, value: readValue(reader, field, before, depth) };
  } else if (scalar !== undefined) message[name] = readScalar(reader, scalar);
  else message[name] = readValue(reader, field, message[name], depth);
}

/** @param before the message that this field had already; protobuf merges the two */
function readValue(reader: WireReader, { scalar, message }: Field, before: unknown, depth: number): unknown {
  if (scalar !== undefined) return readScalar(reader, scalar);
  if (message === undefined) return undefined;
  if (depth >= MAX_DEPTH)
    throw new SlipwayError("protocol-error", `${message.typeName} is nested too deeply`);
  const nested = (before as Fields | undefined) ?? createEmpty(message);
  const outer = reader.enter();
  readMessage(reader, message, nested, depth + 1);
  reader.end = outer;
  return nested;
}

function readPacked(reader: WireReader, { name, scalar }: Field, message: Fields): void {
  const list = message[name] as unknown[];
  const outer = reader.enter();
  while (scalar !== undefined && reader.position < reader.end) list.push(readScalar(reader, scalar));
  reader.end = outer;
}

function readEntry(reader: WireReader, field: Field, mapKey: ScalarType, map: Fields, depth: number): void {
  const { scalar, message } = field;
  let key: unknown = scalarDefaults[mapKey];
  let value: unknown = scalar === undefined ? undefined : scalarDefaults[scalar];
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | wireTypeOf(mapKey))) key = readScalar(reader, mapKey);
    else if (tag === ((2 << 3) | wireTypeOf(scalar))) value = readValue(reader, field, value, depth);
    else reader.skip(tag & 7);
  }
  reader.end = outer;
  setEntry(map, String(key), value ?? (message && createEmpty(message)));
}

function readScalar(reader: WireReader, type: ScalarType): unknown {
  switch (type) {
    case "string":
      return reader.string();
    case "bytes":
      return reader.bytes();
    case "bool":
      return reader.bool();
    case "int32":
      return reader.int32();
    case "uint32":
      return reader.uint32();
    case "int64":
      return reader.int64();
  }
}
