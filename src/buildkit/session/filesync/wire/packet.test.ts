import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Packet_PacketType, PacketSchema, StatSchema } from "../../../gen/fsutil/wire_pb.js";
import { create, fromBinary, toBinary } from "../../../protobuf/index.js";
import type { FileStat } from "../tree/file-stat.js";
import { readEntries, readPacket } from "./packet-reader.js";
import { endOfListing, finPacket, maxDataPrefix, PacketWriter } from "./packet-writer.js";

const uint32 = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 0xffffffff }));
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary-ascii", minLength: 120, maxLength: 140 }),
);
const int63 = fc.oneof(fc.nat(300), fc.maxSafeNat());
const stats: fc.Arbitrary<FileStat> = fc.record({
  path: text,
  mode: uint32,
  uid: uint32,
  gid: uint32,
  size: int63,
  modTime: fc.oneof(fc.constant(0n), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(0n, 2n ** 31n)),
  linkname: text,
  devMajor: fc.nat(0xfff),
  devMinor: fc.nat(0xfffff),
});

const attributes = fc.dictionary(text, fc.uint8Array({ maxLength: 300 }), { maxKeys: 3 });

function generated(stat: FileStat) {
  const { devMajor, devMinor, size, xattrs, ...rest } = stat;
  return create(StatSchema, {
    ...rest,
    size: BigInt(size),
    devmajor: BigInt(devMajor),
    devminor: BigInt(devMinor),
    xattrs: Object.fromEntries(xattrs ?? []),
  });
}

describe("packets written", () => {
  const writer = new PacketWriter();

  it("are entries that the generated code reads", () => {
    fc.assert(
      fc.property(stats, attributes, (stat, attrs) => {
        const sent = {
          ...stat,
          xattrs: new Map(Object.entries(attrs).map(([key, value]) => [key, Buffer.from(value)])),
        };
        const packet = fromBinary(PacketSchema, writer.stat(sent));
        expect(packet).toEqual(create(PacketSchema, { stat: generated(sent) }));
      }),
    );
  });

  it("are kept one after another, whatever is written between them", () => {
    fc.assert(
      fc.property(fc.array(stats, { maxLength: 40 }), fc.integer({ min: 1, max: 300 }), (some, times) => {
        const kept: FileStat[] = [];
        const pieces: number[] = [];
        const keeping = new PacketWriter((packets, entries) => {
          kept.push(...readEntries(packets));
          pieces.push(entries);
        });
        const all = Array.from({ length: times }, () => some).flat();
        for (const stat of all) {
          const packet = Buffer.from(keeping.stat(stat)).toString("hex");
          expect(packet).toBe(Buffer.from(writer.stat(stat)).toString("hex"));
          const data = Buffer.from(keeping.dataPrefix(0xffffffff, 0x7fffffff)).toString("hex");
          expect(data).toBe(Buffer.from(writer.dataPrefix(0xffffffff, 0x7fffffff)).toString("hex"));
        }
        expect(keeping.endOfListing()).toBe(endOfListing);
        expect(kept).toEqual(all);
        expect(pieces.reduce((sum, entries) => sum + entries, 0)).toBe(all.length);
      }),
      { numRuns: 20 },
    );
  });

  it("are requests, data and errors that the generated code reads", () => {
    fc.assert(
      fc.property(uint32, fc.uint8Array(), text, (id, data, message) => {
        const request = fromBinary(PacketSchema, writer.request(id));
        expect(request).toMatchObject({ type: Packet_PacketType.PACKET_REQ, id });
        const prefix = writer.dataPrefix(id, data.length);
        expect(prefix.length).toBeLessThanOrEqual(maxDataPrefix);
        const filled = fromBinary(PacketSchema, Buffer.concat([prefix, data]));
        expect(filled).toMatchObject({ type: Packet_PacketType.PACKET_DATA, id });
        expect(Buffer.from(filled.data)).toEqual(Buffer.from(data));
        const end = fromBinary(PacketSchema, writer.endOfFile(id));
        expect(end).toMatchObject({ type: Packet_PacketType.PACKET_DATA, id, data: new Uint8Array() });
        const error = fromBinary(PacketSchema, writer.error(message));
        expect(error.type).toBe(Packet_PacketType.PACKET_ERR);
        expect(Buffer.from(error.data).toString()).toBe(message);
      }),
    );
  });

  it("are the two constants of the end", () => {
    expect(fromBinary(PacketSchema, finPacket).type).toBe(Packet_PacketType.PACKET_FIN);
    expect(fromBinary(PacketSchema, endOfListing)).toEqual(create(PacketSchema, {}));
  });
});

describe("packets read", () => {
  it("are what the generated code wrote", () => {
    fc.assert(
      fc.property(
        stats,
        attributes,
        fc.constantFrom(0, 1, 2, 3, 4),
        uint32,
        fc.uint8Array(),
        (stat, attrs, type, id, data) => {
          const sent = { ...stat, xattrs: new Map(Object.entries(attrs)) };
          const bytes = toBinary(
            PacketSchema,
            create(PacketSchema, { type, id, data, stat: generated(sent) }),
          );
          const packet = readPacket(bytes);
          expect(packet).toMatchObject({ type, id, stat });
          expect(Buffer.from(packet.data)).toEqual(Buffer.from(data));
          const read = [...(packet.stat?.xattrs ?? [])].map(([key, value]) => [key, Buffer.from(value)]);
          expect(new Map(read as [string, Buffer][])).toEqual(
            new Map(Object.entries(attrs).map(([key, value]) => [key, Buffer.from(value)])),
          );
        },
      ),
    );
  });

  it("skips fields it does not know", () => {
    expect(readPacket(Uint8Array.of(0x08, 1, 0xf8, 1, 5, 0x18, 7, 0x2d, 0, 0, 0, 0))).toMatchObject({
      type: 1,
      id: 7,
    });
  });

  it("is refused when the bytes are no packet", () => {
    for (const bytes of [[0x22, 5, 1], [0x08], [0x0b], [0x12, 2, 0x0a, 9], [0x2d, 0]]) {
      expect(() => readPacket(Uint8Array.from(bytes))).toThrow(
        expect.objectContaining({ code: "protocol-error" }),
      );
    }
  });
});
