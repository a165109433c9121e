import type { DescMessage, Field, MessageInitShape, MessageShape } from "./schema.js";
import { type Fields, setEntry, unknownFields } from "./values.js";

/** A message with the fields of `init`, and defaults for all others. Scalars and bytes are taken, not copied. */
export function create<Desc extends DescMessage>(
  schema: Desc,
  init?: MessageInitShape<Desc>,
): MessageShape<Desc> {
  return fill(schema, init as Fields | undefined) as MessageShape<Desc>;
}

/** A message with nothing but defaults. */
export function createEmpty(schema: DescMessage): Fields {
  const message: Fields = {};
  for (const { name, scalar, repeated, mapKey, oneof } of schema.fields) {
    if (repeated) message[name] = [];
    else if (mapKey !== undefined) message[name] = {};
    else if (oneof !== undefined) message[oneof] = unset;
    else if (scalar !== undefined) message[name] = scalarDefaults[scalar];
  }
  return message;
}

const unset = Object.freeze({ case: undefined });

/** What a scalar is when it was not sent. */
export const scalarDefaults = {
  bool: false,
  bytes: new Uint8Array(0) as Uint8Array,
  int32: 0,
  int64: 0n,
  string: "",
  uint32: 0,
} as const;

function fill(schema: DescMessage, init: Fields | undefined): Fields {
  const message = createEmpty(schema);
  if (init === undefined) return message;
  for (const field of schema.fields) fillField(message, field, init);
  if (init[unknownFields] !== undefined) message[unknownFields] = init[unknownFields];
  return message;
}

function fillField(message: Fields, field: Field, init: Fields): void {
  const { name, oneof, repeated, mapKey, message: schema } = field;
  const convert = (value: unknown) => (schema === undefined ? value : fill(schema, value as Fields));
  if (oneof !== undefined) {
    const member = init[oneof] as { readonly case?: string; readonly value?: unknown } | undefined;
    if (member?.case === name) message[oneof] = { case: name, value: convert(member.value) };
    return;
  }
  const value = init[name];
  if (value === undefined) return;
  if (repeated) message[name] = (value as readonly unknown[]).map(convert);
  else if (mapKey !== undefined) {
    const map: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value as object)) setEntry(map, key, convert(item));
    message[name] = map;
  } else message[name] = convert(value);
}
