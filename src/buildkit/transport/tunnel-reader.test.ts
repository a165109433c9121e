import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grpcMessage } from "../../../test/support/transport/grpc-peer.js";
import { TunnelReader } from "./tunnel-reader.js";

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

/** BytesMessage with fields of other numbers around `data`. */
function bytesMessage(data: Uint8Array, before: number[] = [], after: number[] = []): Buffer {
  return grpcMessage(Buffer.from([...before, 0x0a, ...varint(data.length), ...data, ...after]));
}

function read(bytes: Buffer, cuts: number[]): Buffer {
  const out: Buffer[] = [];
  const reader = new TunnelReader((part) => out.push(Buffer.from(part)));
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let at = 0;
  for (const end of ends) {
    reader.read(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(out);
}

/** Fields that a later version of the message might have: a varint, 8 fixed octets, a string, 4 fixed octets. */
const unknownFields = [
  0x10, 0x96, 0x01, 0x19, 1, 2, 3, 4, 5, 6, 7, 8, 0x22, 2, 65, 66, 0x2d, 1, 2, 3, 4, 0x32, 0,
];

describe("the bytes of a tunnel", () => {
  it("are the data of all messages, wherever the chunks are cut and whatever else the messages hold", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.boolean(), fc.boolean()), { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (messages, cuts) => {
          const wire = messages.map(([data, before, after]) =>
            bytesMessage(data, before ? unknownFields : [], after ? unknownFields : []),
          );
          const expected = Buffer.concat(messages.map(([data]) => data));
          expect(read(Buffer.concat([...wire, grpcMessage(Buffer.alloc(0))]), cuts).equals(expected)).toBe(
            true,
          );
        },
      ),
    );
  });

  it.each([
    ["compressed", Buffer.from([1, 0, 0, 0, 0])],
    ["cut off inside a field number", grpcMessage(Buffer.from([0x80]))],
    ["cut off inside a varint", grpcMessage(Buffer.from([0x10, 0x80]))],
    ["cut off before a length", Buffer.concat([grpcMessage(Buffer.from([0x0a])), Buffer.alloc(5)])],
    ["shorter than a field", grpcMessage(Buffer.from([0x0a, 5, 1]))],
    ["shorter than a fixed field", grpcMessage(Buffer.from([0x0d, 5, 1]))],
    ["of a group field", grpcMessage(Buffer.from([0x0b, 0x0c]))],
  ])("are refused when a message is %s", (_what, bytes) => {
    expect(() => read(bytes, [])).toThrow(expect.objectContaining({ name: "ProtocolError" }));
  });

  it("never throw anything but a ProtocolError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (garbage) => {
        try {
          read(Buffer.concat([Buffer.from([0, 0, 0, 0, garbage.length]), garbage]), []);
        } catch (error) {
          expect(error).toMatchObject({ name: "ProtocolError" });
        }
      }),
    );
  });
});
