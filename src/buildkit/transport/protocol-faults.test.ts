import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplexPair } from "../../../test/support/transport/duplex-pair.js";
import { grpcMessage } from "../../../test/support/transport/grpc-peer.js";
import {
  encoder,
  headers,
  okHeaders,
  okTrailers,
  RawPeer,
  settings,
} from "../../../test/support/transport/raw-peer.js";
import { frame, Setting, settingsFrame, windowUpdateFrame } from "./frame.js";
import { GrpcCode, openChannel } from "./index.js";
import { ErrorCode } from "./protocol-error.js";

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

describe("a protocol error of the peer ends the connection", () => {
  it.each<[string, number, Buffer[]]>([
    ["no SETTINGS first", ErrorCode.ProtocolError, [frame(6, 0, 0, Buffer.alloc(8))]],
    ["not HTTP/2 at all", ErrorCode.ProtocolError, [Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")]],
    ["a frame above the maximum", ErrorCode.FrameSizeError, [settings, frame(9, 0, 1, Buffer.alloc(16_385))]],
    ["DATA on stream 0", ErrorCode.ProtocolError, [settings, frame(0, 0, 0, Buffer.alloc(1))]],
    ["DATA on an idle stream", ErrorCode.ProtocolError, [settings, frame(0, 0, 9, Buffer.alloc(1))]],
    ["HEADERS on an idle stream", ErrorCode.ProtocolError, [settings, frame(1, 4, 9, Buffer.from([0x88]))]],
    ["a stream of the peer's own", ErrorCode.ProtocolError, [settings, frame(1, 4, 2, Buffer.from([0x88]))]],
    ["PUSH_PROMISE", ErrorCode.ProtocolError, [settings, frame(5, 4, 1, Buffer.alloc(5))]],
    ["padding longer than DATA", ErrorCode.ProtocolError, [settings, frame(0, 8, 1, Buffer.from([5, 1, 2]))]],
    ["empty padded DATA", ErrorCode.ProtocolError, [settings, frame(0, 8, 1, Buffer.alloc(0))]],
    [
      "padding longer than HEADERS",
      ErrorCode.ProtocolError,
      [settings, frame(1, 12, 1, Buffer.from([9, 0x88]))],
    ],
    [
      "HEADERS too short for priority",
      ErrorCode.FrameSizeError,
      [settings, frame(1, 0x24, 1, Buffer.from([1]))],
    ],
    ["CONTINUATION from nowhere", ErrorCode.ProtocolError, [settings, frame(9, 4, 1, Buffer.from([0x88]))]],
    [
      "a frame inside a header block",
      ErrorCode.ProtocolError,
      [settings, frame(1, 0, 1, Buffer.from([0x88])), frame(6, 0, 0, Buffer.alloc(8))],
    ],
    [
      "CONTINUATION of another stream",
      ErrorCode.ProtocolError,
      [settings, frame(1, 0, 1, Buffer.from([0x88])), frame(9, 4, 3, Buffer.from([0x88]))],
    ],
    ["a bad header block", ErrorCode.CompressionError, [settings, frame(1, 4, 1, Buffer.from([0x80]))]],
    ["RST_STREAM of a wrong size", ErrorCode.FrameSizeError, [settings, frame(3, 0, 1, Buffer.alloc(3))]],
    ["RST_STREAM on stream 0", ErrorCode.ProtocolError, [settings, frame(3, 0, 0, Buffer.alloc(4))]],
    ["RST_STREAM on an idle stream", ErrorCode.ProtocolError, [settings, frame(3, 0, 7, Buffer.alloc(4))]],
    ["SETTINGS of a wrong size", ErrorCode.FrameSizeError, [frame(4, 0, 0, Buffer.alloc(5))]],
    ["SETTINGS on a stream", ErrorCode.ProtocolError, [frame(4, 0, 1, Buffer.alloc(6))]],
    ["a SETTINGS ack with content", ErrorCode.FrameSizeError, [settings, frame(4, 1, 0, Buffer.alloc(6))]],
    ["ENABLE_PUSH of 2", ErrorCode.ProtocolError, [settingsFrame([[Setting.EnablePush, 2]])]],
    [
      "a window above 2^31-1",
      ErrorCode.FlowControlError,
      [settingsFrame([[Setting.InitialWindowSize, 2 ** 31]])],
    ],
    ["a frame size below 16384", ErrorCode.ProtocolError, [settingsFrame([[Setting.MaxFrameSize, 16_383]])]],
    [
      "a frame size above 2^24-1",
      ErrorCode.ProtocolError,
      [settingsFrame([[Setting.MaxFrameSize, 2 ** 24]])],
    ],
    ["PING of a wrong size", ErrorCode.FrameSizeError, [settings, frame(6, 0, 0, Buffer.alloc(7))]],
    ["PING on a stream", ErrorCode.ProtocolError, [settings, frame(6, 0, 1, Buffer.alloc(8))]],
    ["GOAWAY that is too short", ErrorCode.FrameSizeError, [settings, frame(7, 0, 0, Buffer.alloc(7))]],
    ["WINDOW_UPDATE of a wrong size", ErrorCode.FrameSizeError, [settings, frame(8, 0, 0, Buffer.alloc(3))]],
    ["WINDOW_UPDATE by 0", ErrorCode.ProtocolError, [settings, windowUpdateFrame(0, 0)]],
    [
      "a connection window that overflows",
      ErrorCode.FlowControlError,
      [settings, windowUpdateFrame(0, 2 ** 31 - 1)],
    ],
    [
      "SETTINGS that overflow a stream's window",
      ErrorCode.FlowControlError,
      [
        settings,
        windowUpdateFrame(1, 2 ** 31 - 1 - 65_535),
        settingsFrame([[Setting.InitialWindowSize, 65_536]]),
      ],
    ],
    ["PRIORITY of a wrong size", ErrorCode.FrameSizeError, [settings, frame(2, 0, 1, Buffer.alloc(4))]],
  ])("%s", async (_what, code, frames) => {
    const peer = new RawPeer();
    const call = peer.channel.duplex("/a.B/C");
    const received = call.receive(() => {});
    peer.send(...frames);
    await expect(received).rejects.toMatchObject({ name: "GrpcError", code: GrpcCode.Unavailable });
    expect(await peer.channel.closed).toMatchObject({ name: "SlipwayError", code: "protocol-error" });
    expect(await peer.goawayCode()).toBe(code);
    await expect(call.drain()).rejects.toMatchObject({ code: GrpcCode.Unavailable });
  });

  it("text of the peer's, which the error repeats", async () => {
    const peer = new RawPeer();
    peer.send(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect((await peer.channel.closed)?.message).toMatch(/: HTTP\/1\.1 400 Bad Request$/);
  });

  it("more DATA than the connection's window", async () => {
    const peer = new RawPeer();
    const received = peer.channel.duplex("/a.B/C").receive(() => new Promise(() => {}));
    peer.send(settings, okHeaders);
    const data = frame(0, 0, 1, Buffer.alloc(16_384));
    for (let bytes = 0; bytes <= 4 << 20; bytes += 16_384) peer.send(data);
    await expect(received).rejects.toMatchObject({ code: GrpcCode.Internal });
    expect((await peer.next((sent) => sent.type === 3)).payload.readUInt32BE(0)).toBe(
      ErrorCode.FlowControlError,
    );
    peer.channel.close();
  });
});

describe("an error on one stream leaves the connection alone", () => {
  it.each<[string, GrpcCode, Buffer[]]>([
    ["a window update by 0", GrpcCode.Internal, [windowUpdateFrame(1, 0)]],
    ["a stream window that overflows", GrpcCode.Internal, [windowUpdateFrame(1, 2 ** 31 - 1)]],
    ["RST_STREAM with CANCEL", GrpcCode.Canceled, [frame(3, 0, 1, word(8))]],
    ["RST_STREAM with REFUSED_STREAM", GrpcCode.Unavailable, [frame(3, 0, 1, word(7))]],
    ["RST_STREAM with ENHANCE_YOUR_CALM", GrpcCode.ResourceExhausted, [frame(3, 0, 1, word(11))]],
    ["RST_STREAM with a code of its own", GrpcCode.Internal, [frame(3, 0, 1, word(4242))]],
    ["DATA before HEADERS", GrpcCode.Internal, [frame(0, 0, 1, Buffer.alloc(1))]],
    ["the end before HEADERS", GrpcCode.Internal, [frame(0, 1, 1, Buffer.alloc(0))]],
    ["the end without trailers", GrpcCode.Internal, [okHeaders, frame(0, 1, 1, Buffer.alloc(0))]],
    ["the end inside a message", GrpcCode.Internal, [okHeaders, frame(0, 0, 1, Buffer.alloc(3)), okTrailers]],
    ["HEADERS in the middle", GrpcCode.Internal, [okHeaders, okHeaders]],
    [
      "a content type that is not gRPC",
      GrpcCode.Unknown,
      [
        headers(1, 4, [
          [":status", "200"],
          ["content-type", "text/html"],
        ]),
      ],
    ],
  ])("%s", async (_what, code, frames) => {
    const peer = new RawPeer();
    const received = peer.channel.duplex("/a.B/C").receive(() => {});
    peer.send(settings, ...frames);
    await expect(received).rejects.toMatchObject({ code });
    peer.send(frame(6, 0, 0, Buffer.from("12345678")));
    const pong = await peer.next((sent) => sent.type === 6);
    expect(pong.payload.toString()).toBe("12345678");
    peer.channel.close();
  });

  it("ignores frames that come late for a stream we have reset, and counts them", async () => {
    const peer = new RawPeer();
    const call = peer.channel.duplex("/a.B/C");
    call.cancel();
    peer.send(settings, okHeaders);
    const data = frame(0, 0, 1, Buffer.alloc(16_384));
    for (let count = 0; count < 300; count++) peer.send(data);
    peer.send(windowUpdateFrame(1, 5), frame(3, 0, 1, word(8)), okTrailers);
    await peer.next(
      (sent) => sent.type === 8 && sent.streamId === 0 && sent.payload.readUInt32BE(0) >= 4 << 20,
    );
    expect(peer.frames.some((sent) => sent.type === 7)).toBe(false);
    peer.channel.close();
  });
});

describe("a peer that asks and never listens", () => {
  it("is cut off instead of filling memory", async () => {
    const [near, far] = duplexPair();
    const channel = openChannel(near, { pingDelay: 0 });
    far.write(settings);
    const pings = Buffer.concat(Array.from({ length: 60_000 }, () => frame(6, 0, 0, Buffer.alloc(8))));
    far.on("error", () => {});
    let done: Error | undefined;
    void channel.closed.then((error) => {
      done = error;
    });
    for (let round = 0; round < 40 && done === undefined; round++) {
      far.write(pings);
      await sleep(1);
    }
    expect(done).toMatchObject({ code: "protocol-error" });
    far.destroy();
  });
});

describe("garbage", () => {
  it("never does worse than to end the connection, whatever frames come", async () => {
    const anyFrame = fc
      .record({
        type: fc.integer({ min: 0, max: 11 }),
        flags: fc.oneof(fc.constantFrom(0, 1, 4, 5), fc.nat(255)),
        streamId: fc.constantFrom(0, 1, 1, 1, 3, 2),
        payload: fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          fc.constant(encoder.encode([[":status", "200"]])),
          fc.constant(grpcMessage(Buffer.from("hi"))),
        ),
      })
      .map(({ type, flags, streamId, payload }) => frame(type, flags, streamId, payload));
    await fc.assert(
      fc.asyncProperty(fc.array(anyFrame, { maxLength: 12 }), fc.boolean(), async (frames, settled) => {
        const peer = new RawPeer();
        const outcomes = Promise.allSettled([
          peer.channel.unary("/a.B/C", Buffer.from("x")),
          peer.channel.openSession({ metadata: {}, services: new Map() }).ended,
        ]);
        peer.send(settings, ...(settled ? [okHeaders] : []), ...frames);
        await sleep(1);
        peer.channel.close();
        for (const outcome of await outcomes) {
          if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(Error);
        }
        await peer.channel.closed;
      }),
      { numRuns: 150 },
    );
  });
});
