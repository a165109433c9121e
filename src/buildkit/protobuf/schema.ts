/** Scalar types of the messages we know. Enums travel as int32: a value that a newer peer adds stays what it is. */
export type ScalarType = "bool" | "bytes" | "int32" | "int64" | "string" | "uint32";

/** One line of a message's field table: number, property, type, and how often it occurs (default: once). */
export type FieldSpec = readonly [
  number: number,
  name: string,
  type: ScalarType | DescMessage,
  occurrence?: "repeated" | { readonly mapKey: ScalarType } | { readonly oneof: string },
];

/** A field as the codec works with it. */
export interface Field {
  readonly number: number;
  /** Property of the message, or of the message's `oneof` property, by which its value goes. */
  readonly name: string;
  readonly scalar: ScalarType | undefined;
  readonly message: DescMessage | undefined;
  readonly repeated: boolean;
  readonly mapKey: ScalarType | undefined;
  readonly oneof: string | undefined;
  /** Wire type of one value. */
  readonly wireType: WireType;
}

/** How many bytes follow a tag (protobuf encoding, "Message structure"). */
export const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
export type WireType = (typeof WireType)[keyof typeof WireType];

declare const shape: unique symbol;

/** Describes a message to the codec; `T` is the message's type. The field table is made when it is first needed. */
export class DescMessage<out T extends object = object> {
  /** Only for the type checker. */
  declare readonly [shape]: T;
  readonly typeName: string;
  readonly #specs: () => readonly FieldSpec[];
  #fields: readonly Field[] | undefined;
  #byNumber: ReadonlyMap<number, Field> | undefined;

  constructor(typeName: string, specs: () => readonly FieldSpec[]) {
    this.typeName = typeName;
    this.#specs = specs;
  }

  /** In the order of their numbers. */
  get fields(): readonly Field[] {
    this.#fields ??= this.#specs().map(toField);
    return this.#fields;
  }

  get byNumber(): ReadonlyMap<number, Field> {
    this.#byNumber ??= new Map(this.fields.map((field) => [field.number, field]));
    return this.#byNumber;
  }
}

function toField([number, name, type, occurrence]: FieldSpec): Field {
  const mapKey = typeof occurrence === "object" && "mapKey" in occurrence ? occurrence.mapKey : undefined;
  const scalar = typeof type === "string" ? type : undefined;
  return {
    number,
    name,
    scalar,
    message: typeof type === "string" ? undefined : type,
    repeated: occurrence === "repeated",
    mapKey,
    oneof: typeof occurrence === "object" && "oneof" in occurrence ? occurrence.oneof : undefined,
    wireType: mapKey === undefined ? wireTypeOf(scalar) : WireType.bytes,
  };
}

/** The wire type of a scalar, or of a message for undefined. */
export function wireTypeOf(scalar: ScalarType | undefined): WireType {
  return scalar === undefined || scalar === "string" || scalar === "bytes" ? WireType.bytes : WireType.varint;
}

/** The type of the messages that a schema describes, all fields there. */
export type MessageShape<Desc extends DescMessage> = Desc extends DescMessage<infer T> ? T : never;

/** What such a message can be made from: what is left out has its default, in nested messages too. */
export type MessageInitShape<Desc extends DescMessage> = MessageInit<MessageShape<Desc>>;

type MessageInit<T> = { readonly [K in keyof T]?: FieldInit<T[K]> };

type FieldInit<V> = V extends string | number | bigint | boolean | undefined | Uint8Array
  ? V
  : V extends readonly (infer Item)[]
    ? readonly FieldInit<Item>[]
    : V extends { readonly case: infer Case; readonly value: infer Value }
      ? { readonly case: Case; readonly value: FieldInit<Value> }
      : V extends { readonly case: undefined }
        ? V
        : string extends keyof V
          ? { readonly [key: string]: FieldInit<V[keyof V]> }
          : MessageInit<V>;
