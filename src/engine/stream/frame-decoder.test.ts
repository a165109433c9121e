import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameDecoder, type FrameStream } from "./frame-decoder.js";

const NUMBERS: Readonly<Record<FrameStream, number>> = { stdin: 0, stdout: 1, stderr: 2, systemerr: 3 };

function frame(stream: FrameStream, data: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(NUMBERS[stream], 0);
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
}

describe("decoding the engine's multiplexed output", () => {
  it("gives the same bytes to the same streams however the connection cuts them", () => {
    const frames = fc.array(
      fc.record({
        stream: fc.constantFrom<FrameStream>("stdout", "stderr"),
        data: fc.uint8Array({ maxLength: 40 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (list, cuts) => {
        const wire = Buffer.concat(list.map(({ stream, data }) => frame(stream, data)));
        const received = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
        const decoder = new FrameDecoder((stream, data) => {
          if (stream === "stdout" || stream === "stderr")
            received[stream] = Buffer.concat([received[stream], data]);
        });
        for (let position = 0, turn = 0; position < wire.length; turn++) {
          const length = cuts[turn % cuts.length] ?? 1;
          decoder.write(wire.subarray(position, position + length));
          position += length;
        }
        for (const name of ["stdout", "stderr"] as const) {
          const sent = list.filter(({ stream }) => stream === name).map(({ data }) => data);
          expect(received[name]).toEqual(Buffer.concat(sent));
        }
        expect(decoder.atBoundary).toBe(true);
      }),
    );
  });

  it("passes slices of what was written, without a copy", () => {
    const wire = frame("stdout", Buffer.from("hello"));
    const seen: Buffer[] = [];
    new FrameDecoder((_stream, data) => seen.push(data)).write(wire);
    expect(seen[0]?.buffer).toBe(wire.buffer);
  });

  it("knows that a frame is unfinished", () => {
    const decoder = new FrameDecoder(() => undefined);
    decoder.write(frame("stdout", Buffer.from("hello")).subarray(0, 10));
    expect(decoder.atBoundary).toBe(false);
  });

  it("refuses a header that is none", () => {
    const decoder = new FrameDecoder(() => undefined);
    expect(() => decoder.write(Buffer.from("OCI runtime exec failed"))).toThrow("malformed stream frame");
  });
});
