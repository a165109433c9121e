import { describe, expect, it } from "vitest";
import { readDataStart } from "./data-start.js";
import { PacketWriter } from "./packet-writer.js";

describe("the start of a packet", () => {
  it.each([
    [0, 10],
    [1, 127],
    [127, 128],
    [128, 32 << 10],
    [0xffff_ffff, 3 << 20],
  ])("of content is read: entry %i, %i bytes", (id, length) => {
    const prefix = Uint8Array.from(new PacketWriter().dataPrefix(id, length));
    const start = Buffer.concat([prefix, Buffer.alloc(5)]);
    expect(readDataStart(start, prefix.length + length)).toEqual({ id, prefix: prefix.length });
    expect(readDataStart(prefix, prefix.length + length)).toEqual({ id, prefix: prefix.length });
  });

  it("says nothing when it is cut off before the content", () => {
    const prefix = Uint8Array.from(new PacketWriter().dataPrefix(300, 40_000));
    for (let end = 0; end < prefix.length; end++) {
      expect(readDataStart(prefix.subarray(0, end), prefix.length + 40_000)).toBeUndefined();
    }
  });

  it.each<[string, number[], number]>([
    ["of another type", [0x08, 0, 0x22, 3, 1, 2], 7],
    ["with something after the content", [0x08, 2, 0x22, 3, 1, 2], 8],
    ["with content that is longer than the packet", [0x08, 2, 0x22, 3, 1, 2], 6],
    ["whose content is not the last field", [0x08, 2, 0x22, 1, 1, 0x18], 7],
    ["in another order", [0x22, 3, 1, 2], 7],
    ["with a number that does not end", [0x08, 2, 0x18, 255, 255, 255, 255, 255, 255, 1], 99],
    ["with a length that does not end", [0x08, 2, 0x22, 255, 255, 255, 255, 255, 255, 1], 99],
  ])("says nothing of a packet %s", (_which, start, length) => {
    expect(readDataStart(Uint8Array.from(start), length)).toBeUndefined();
  });
});
