import http2 from "node:http2";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplexPair } from "../../../test/support/transport/duplex-pair.js";
import { Flag, FrameType } from "./frame.js";
import { FrameReader } from "./frame-reader.js";
import { type HeaderField, HpackDecoder } from "./hpack-decoder.js";
import { HpackEncoder } from "./hpack-encoder.js";
import { STATIC_TABLE } from "./hpack-tables.js";
import { decodeHuffman } from "./huffman.js";
import { ErrorCode } from "./protocol-error.js";

const LIMIT = 1 << 20;

function decodeHex(...blocks: string[]): HeaderField[] {
  const decoder = new HpackDecoder(LIMIT);
  let fields: HeaderField[] = [];
  for (const block of blocks) fields = decoder.decode(Buffer.from(block.replaceAll(" ", ""), "hex"));
  return fields;
}

const compressionError = expect.objectContaining({ name: "ProtocolError", code: ErrorCode.CompressionError });

function failure(block: string): unknown {
  try {
    decodeHex(block);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("decoding the examples of RFC 7541, appendix C", () => {
  it("reads literal fields", () => {
    expect(decodeHex("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572")).toEqual([
      ["custom-key", "custom-header"],
    ]);
    expect(decodeHex("040c 2f73 616d 706c 652f 7061 7468")).toEqual([[":path", "/sample/path"]]);
    expect(decodeHex("1008 7061 7373 776f 7264 0673 6563 7265 74")).toEqual([["password", "secret"]]);
  });

  it("keeps the dynamic table over Huffman-coded requests", () => {
    const blocks = [
      "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
      "8286 84be 5886 a8eb 1064 9cbf",
      "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
    ];
    expect(decodeHex(...blocks)).toEqual([
      [":method", "GET"],
      [":scheme", "https"],
      [":path", "/index.html"],
      [":authority", "www.example.com"],
      ["custom-key", "custom-value"],
    ]);
  });
});

describe("a malformed block", () => {
  it.each([
    ["index 0", "80"],
    ["an index beyond both tables", "ff00"],
    ["a name index beyond both tables", "7f0000"],
    ["an integer that overflows", "ffffffffff7f"],
    ["an integer that never ends", `ff${"80".repeat(20)}`],
    ["a truncated integer", "ff"],
    ["a truncated string", "000a6162"],
    ["a string longer than memory", "007fffffffff07"],
    ["a missing value", "000161"],
    ["the end-of-string symbol", "000161 84 ffffffff"],
    ["Huffman padding of zeros", "000161 81 18"],
    ["Huffman padding of eight bits", "000161 82 1fff"],
    ["a table size above the limit", "3fe21f"],
    ["a table size update after a field", "8220"],
  ])("is refused: %s", (_what, block) => {
    expect(failure(block)).toEqual(compressionError);
  });

  it("never makes the decoder throw anything else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const decoder = new HpackDecoder(LIMIT);
        try {
          decoder.decode(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ name: "ProtocolError" });
        }
      }),
    );
  });

  it("is refused when it unfolds to more than the limit", () => {
    const decoder = new HpackDecoder(10_000);
    const value = Buffer.concat([Buffer.from([0x40, 1, 0x61, 0x7f, 0xa1, 0x1e]), Buffer.alloc(4000, "v")]);
    decoder.decode(value);
    expect(() => decoder.decode(Buffer.from([0xbe, 0xbe, 0xbe]))).toThrow("exceeds 10000");
  });
});

describe("the dynamic table", () => {
  it("forgets the oldest entries when it shrinks", () => {
    const decoder = new HpackDecoder(LIMIT);
    decoder.decode(Buffer.from("400161017a 400162017a".replaceAll(" ", ""), "hex"));
    expect(decoder.decode(Buffer.from("3f0bbe", "hex"))).toEqual([["b", "z"]]);
    expect(() => decoder.decode(Buffer.from("bf", "hex"))).toThrow("out of range");
  });
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const anyField = fc.oneof(
  fc.tuple(name, fc.string({ unit: "grapheme", maxLength: 200 })),
  fc.constantFrom(...STATIC_TABLE).map(([field, value]): [string, string] => [field, value]),
);

describe("encoding", () => {
  it("round-trips any fields", () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(LIMIT);
    fc.assert(
      fc.property(fc.array(anyField), (fields) => {
        expect(decoder.decode(encoder.encode(fields))).toEqual(fields);
      }),
    );
  });

  it("opens the next block with a size update once the peer lowers the table size", () => {
    const encoder = new HpackEncoder();
    encoder.tableSizeLowered();
    expect(encoder.encode([[":status", "200"]]).toString("hex")).toBe("2088");
    expect(encoder.encode([[":status", "200"]]).toString("hex")).toBe("88");
  });
});

describe("blocks made by node:http2", () => {
  it("decode to the headers that were given", async () => {
    const [near, far] = duplexPair();
    const client = http2.connect("http://peer", { createConnection: () => near });
    client.on("error", () => {});
    const decoder = new HpackDecoder(LIMIT);
    const waiting: ((fields: HeaderField[]) => void)[] = [];
    let block: Buffer[] = [];
    const reader = new FrameReader(
      {
        onData() {},
        onFrame(type, flags, _streamId, payload) {
          if (type !== FrameType.Headers && type !== FrameType.Continuation) return;
          const padded = type === FrameType.Headers && (flags & Flag.Padded) !== 0;
          expect(padded).toBe(false);
          block.push(flags & Flag.Priority && type === FrameType.Headers ? payload.subarray(5) : payload);
          if ((flags & Flag.EndHeaders) === 0) return;
          waiting.shift()?.(decoder.decode(Buffer.concat(block)));
          block = [];
        },
      },
      true,
    );
    far.on("data", (chunk: Buffer) => reader.read(chunk));
    const value = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          name.map((text) => `x-${text}`),
          value,
          { maxKeys: 12 },
        ),
        async (headers) => {
          const decoded = new Promise<HeaderField[]>((resolve) => waiting.push(resolve));
          const stream = client.request({ ":path": "/x", ...headers });
          stream.on("error", () => {});
          const fields = new Map(await decoded);
          stream.destroy();
          expect(fields.get(":path")).toBe("/x");
          for (const [key, text] of Object.entries(headers)) expect(fields.get(key)).toBe(text);
        },
      ),
      { numRuns: 60 },
    );
    client.destroy();
  });
});

describe("Huffman", () => {
  it("decodes nothing to nothing", () => {
    expect(decodeHuffman(Buffer.alloc(0), 0, 0)).toHaveLength(0);
  });
});
