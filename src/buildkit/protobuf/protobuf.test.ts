import { execFileSync } from "node:child_process";
import * as reference from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as content from "../gen/containerd/content_pb.js";
import * as wire from "../gen/fsutil/wire_pb.js";
import { StatusSchema } from "../gen/google/status_pb.js";
import * as control from "../gen/moby/buildkit/v1/control_pb.js";
import * as gateway from "../gen/moby/buildkit/v1/gateway_pb.js";
import * as worker from "../gen/moby/buildkit/v1/worker_pb.js";
import * as auth from "../gen/moby/filesync/v1/auth_pb.js";
import * as ops from "../gen/pb/ops_pb.js";
import {
  create,
  DescMessage,
  fromBinary,
  lengthDelimitedPrefix,
  timestampFromDate,
  toBinary,
} from "./index.js";

// The reference is protobuf-es, which reads the .proto files itself: our field tables are checked along with the codec.
const image = execFileSync("npx", ["buf", "build", "-o", "-#format=binpb"], {
  stdio: ["ignore", "pipe", "ignore"],
});
const registry = reference.createFileRegistry(reference.fromBinary(FileDescriptorSetSchema, image));

const schemas = [content, wire, control, gateway, worker, auth, ops, { StatusSchema }]
  .flatMap((module) => Object.values<unknown>(module))
  .filter((value) => value instanceof DescMessage);

function referenceFor(schema: DescMessage): reference.DescMessage {
  const found = registry.getMessage(schema.typeName);
  if (found === undefined) throw new Error(`no .proto file has ${schema.typeName}`);
  return found;
}

const scalarValues = new Map<reference.ScalarType, fc.Arbitrary<unknown>>([
  [reference.ScalarType.BOOL, fc.boolean()],
  [reference.ScalarType.BYTES, fc.uint8Array({ maxLength: 200 })],
  [reference.ScalarType.INT32, fc.integer()],
  [reference.ScalarType.INT64, fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-9n, 2n ** 33n))],
  [reference.ScalarType.STRING, fc.string({ unit: "grapheme", maxLength: 200 })],
  [reference.ScalarType.UINT32, fc.nat(2 ** 32 - 1)],
]);

const scalar = (type: reference.ScalarType) => scalarValues.get(type) ?? fc.constant(undefined);

/** A value of a field, of a list's item or of a map's value. */
function itemOf(field: reference.DescField, depth: number): fc.Arbitrary<unknown> {
  if (field.message !== undefined) return initOf(field.message, depth - 1);
  if (field.enum !== undefined) return fc.integer({ min: 0, max: 9 });
  return scalar(field.scalar as reference.ScalarType);
}

function mapOf(field: reference.DescField & { fieldKind: "map" }, depth: number): fc.Arbitrary<unknown> {
  const named = field.mapKey === reference.ScalarType.STRING;
  const keys = named ? fc.string().filter((key) => key !== "__proto__") : fc.bigInt(-9n, 9n).map(String);
  return fc.dictionary(keys, itemOf(field, depth), { maxKeys: 3, noNullPrototype: true });
}

function fieldOf(field: reference.DescField, depth: number): fc.Arbitrary<unknown> {
  if (field.fieldKind === "list") return fc.array(itemOf(field, depth), { maxLength: 3 });
  return field.fieldKind === "map" ? mapOf(field, depth) : itemOf(field, depth);
}

/** What a message can be made from: any of its fields, nested messages down to `depth`. */
function initOf(message: reference.DescMessage, depth: number): fc.Arbitrary<object> {
  const parts: Record<string, fc.Arbitrary<unknown>> = {};
  for (const member of message.members) {
    if (member.kind === "oneof") {
      const cases = member.fields
        .filter((field) => depth > 0 || field.message === undefined)
        .map((field) => itemOf(field, depth).map((value) => ({ case: field.localName, value })));
      parts[member.localName] = fc.oneof(fc.constant({ case: undefined }), ...cases);
    } else if (depth > 0 || member.message === undefined) {
      parts[member.localName] = fieldOf(member, depth);
    }
  }
  return fc.record(parts, { requiredKeys: [], noNullPrototype: true });
}

/** A message of protobuf-es without what only it adds. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plain);
  const entries = Object.entries(value).filter(([key]) => key !== "$typeName" && key !== "$unknown");
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}

describe.each(schemas.map((schema) => [schema.typeName, schema] as const))("%s", (_name, schema) => {
  const desc = referenceFor(schema);

  it("is decoded and encoded as protobuf-es does it", () => {
    const property = fc.property(initOf(desc, 3), (init) => {
      const expected = reference.create(desc, init as reference.MessageInitShape<typeof desc>);
      const bytes = reference.toBinary(desc, expected);
      const decoded = fromBinary(schema, bytes);
      expect(decoded).toEqual(plain(expected));
      expect(create(schema, init)).toEqual(decoded);
      const encoded = toBinary(schema, decoded);
      expect(encoded).toEqual(toBinary(schema, init));
      expect(plain(reference.fromBinary(desc, encoded))).toEqual(plain(expected));
      expect(encoded.length).toBe(bytes.length);
    });
    fc.assert(property, { numRuns: 30 });
  });

  it("of bytes cut short or damaged is refused, or some message; never a crash", () => {
    const damaged = fc.tuple(initOf(desc, 2), fc.nat(), fc.nat(255));
    const property = fc.property(damaged, ([init, place, byte]) => {
      const bytes = toBinary(schema, init);
      bytes[place % (bytes.length || 1)] = byte;
      for (const input of [bytes, bytes.subarray(0, place % (bytes.length || 1))]) {
        try {
          fromBinary(schema, input);
        } catch (reason) {
          expect(reason).toMatchObject({ code: "protocol-error" });
        }
      }
    });
    fc.assert(property, { numRuns: 20 });
  });
});

describe("the codec", () => {
  it("keeps fields that only the peer knows when a message is sent on", () => {
    const bytes = Uint8Array.of(0x0a, 1, 0x61, 0x7a, 2, 1, 2, 0xf8, 0x06, 7);
    const decoded = fromBinary(ops.InputSchema, bytes);
    expect(decoded.digest).toBe("a");
    expect(toBinary(ops.InputSchema, decoded)).toEqual(bytes);
    expect(toBinary(ops.InputSchema, create(ops.InputSchema, decoded))).toEqual(bytes);
  });

  it("writes the entries of a map in the order of their keys", () => {
    const one = toBinary(control.ExporterSchema, { attrs: { a: "1", b: "2" } });
    expect(toBinary(control.ExporterSchema, { attrs: { b: "2", a: "1" } })).toEqual(one);
  });

  it("takes __proto__ as a key like any other", () => {
    const attrs = JSON.parse('{"__proto__":"x"}');
    const decoded = fromBinary(control.ExporterSchema, toBinary(control.ExporterSchema, { attrs }));
    expect(Object.entries(decoded.attrs)).toEqual([["__proto__", "x"]]);
  });

  it("merges a message that comes in parts", () => {
    const start = toBinary(ops.RangeSchema, { start: { line: 1 } });
    const more = toBinary(ops.RangeSchema, { start: { character: 2 }, end: { line: 3 } });
    expect(fromBinary(ops.RangeSchema, Buffer.concat([start, more]))).toEqual({
      start: { line: 1, character: 2 },
      end: { line: 3, character: 0 },
    });
  });

  it("takes repeated numbers one by one as well as packed", () => {
    const schema = new DescMessage<{ numbers: number[] }>("test.Numbers", () => [
      [1, "numbers", "uint32", "repeated"],
    ]);
    expect(toBinary(schema, { numbers: [1, 300] })).toEqual(Uint8Array.of(0x0a, 3, 1, 0xac, 2));
    expect(fromBinary(schema, Uint8Array.of(0x08, 5, 0x0a, 3, 1, 0xac, 2))).toEqual({ numbers: [5, 1, 300] });
  });

  it("takes a field of another wire type than expected for one it does not know", () => {
    const bytes = Uint8Array.of(0x08, 1, 0x10, 2);
    const decoded = fromBinary(ops.InputSchema, bytes);
    expect(decoded).toMatchObject({ digest: "", index: 2n });
  });

  it("refuses messages nested without end", () => {
    let bytes: Uint8Array = new Uint8Array(0);
    for (let depth = 0; depth < 60; depth++) {
      const definition = Buffer.concat([lengthDelimitedPrefix(3, bytes.length), bytes]);
      bytes = Buffer.concat([lengthDelimitedPrefix(2, definition.length), definition]);
      bytes = Buffer.concat([lengthDelimitedPrefix(3, bytes.length), bytes]);
    }
    expect(() => fromBinary(ops.DefinitionSchema, bytes)).toThrow("nested too deeply");
  });

  it("has messages larger than its first buffer, with their lengths", () => {
    const data = new Uint8Array(100_000).fill(7);
    const bytes = toBinary(control.BytesMessageSchema, { data });
    expect(bytes).toEqual(new Uint8Array(Buffer.concat([lengthDelimitedPrefix(1, data.length), data])));
    expect(fromBinary(control.BytesMessageSchema, bytes).data).toEqual(data);
  });
});

describe("a date", () => {
  it.each([
    [0, 0n, 0],
    [1500, 1n, 500_000_000],
    [-1, -1n, 999_000_000],
  ])("%i ms is a timestamp", (milliseconds, seconds, nanos) => {
    expect(timestampFromDate(new Date(milliseconds))).toEqual({ seconds, nanos });
  });
});
