import { setTimeout as sleep } from "node:timers/promises";
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
import { CLIENT_PREFACE, frame, goawayFrame, Setting, settingsFrame, windowUpdateFrame } from "./frame.js";
import { GrpcCode, openChannel } from "./index.js";
import { ErrorCode } from "./protocol-error.js";

describe("what the peer may do", () => {
  it("may pad, prioritise, split and send unknown frames", async () => {
    const peer = new RawPeer();
    const got: string[] = [];
    const received = peer.channel.duplex("/a.B/C").receive((message) => {
      got.push(Buffer.from(message).toString());
    });
    const block = encoder.encode([
      [":status", "200"],
      ["content-type", "application/grpc+proto"],
    ]);
    const message = grpcMessage(Buffer.from("padded"));
    peer.send(
      settings,
      frame(2, 0, 1, Buffer.alloc(5)),
      frame(0xfa, 0xff, 77, Buffer.from("grease")),
      frame(
        1,
        0x28,
        1,
        Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 9]), block.subarray(0, 1), Buffer.alloc(2)]),
      ),
      frame(9, 0, 1, Buffer.alloc(0)),
      frame(9, 4, 1, block.subarray(1)),
      frame(0, 8, 1, Buffer.concat([Buffer.from([3]), message.subarray(0, 7), Buffer.alloc(3)])),
      frame(0, 0, 1, Buffer.alloc(0)),
      frame(0, 8, 1, Buffer.concat([Buffer.from([0]), message.subarray(7)])),
      okTrailers,
    );
    await received;
    expect(got).toEqual(["padded"]);
    peer.channel.close();
  });

  it("may lower the window below what was sent, and open it later", async () => {
    const peer = new RawPeer();
    const call = peer.channel.duplex("/a.B/C");
    call.send(Buffer.alloc(70_000, 1));
    const sentBytes = (): number =>
      peer.frames.reduce((sum, sent) => sum + (sent.type === 0 ? sent.payload.length : 0), 0);
    peer.send(settings);
    await expect.poll(sentBytes).toBe(65_535);
    peer.send(settingsFrame([[Setting.InitialWindowSize, 0]]), windowUpdateFrame(0, 100_000));
    peer.send(windowUpdateFrame(1, 65_535));
    await sleep(20);
    expect(sentBytes()).toBe(65_535);
    peer.send(windowUpdateFrame(1, 70));
    await expect.poll(sentBytes).toBe(65_605);
    peer.send(settingsFrame([[Setting.InitialWindowSize, 100_000]]));
    await expect.poll(sentBytes).toBe(70_005);
    peer.channel.close();
  });

  it("may send informational headers first", async () => {
    const peer = new RawPeer();
    const answer = peer.channel.unary("/a.B/C", new Uint8Array());
    peer.send(settings, headers(1, 4, [[":status", "103"]]), okHeaders);
    peer.send(frame(0, 0, 1, grpcMessage(Buffer.from("ok"))), okTrailers);
    expect(Buffer.from(await answer).toString()).toBe("ok");
    peer.channel.close();
  });

  it("gets its SETTINGS acknowledged", async () => {
    const peer = new RawPeer();
    peer.send(settings);
    await peer.next((sent) => sent.type === 4 && sent.flags === 1);
    peer.channel.close();
  });
});

describe("GOAWAY", () => {
  it("rejects refused and new calls, and lets the others finish", async () => {
    const peer = new RawPeer();
    const kept = peer.channel.unary("/a.B/C", new Uint8Array());
    const refused = peer.channel.unary("/a.B/C", new Uint8Array());
    peer.send(settings, goawayFrame(1, ErrorCode.NoError, "shutting down"));
    await expect(refused).rejects.toMatchObject({ code: GrpcCode.Unavailable });
    await expect(peer.channel.unary("/a.B/C", new Uint8Array())).rejects.toThrow("shutting down");
    peer.send(okHeaders, frame(0, 0, 1, grpcMessage(Buffer.from("last"))), okTrailers);
    expect(Buffer.from(await kept).toString()).toBe("last");
    expect(await peer.channel.closed).toMatchObject({ code: "connection-lost" });
  });

  it("names the reason of the peer", async () => {
    const peer = new RawPeer();
    peer.send(settings, goawayFrame(0, ErrorCode.EnhanceYourCalm, "too_many_pings"));
    expect((await peer.channel.closed)?.message).toContain("EnhanceYourCalm (too_many_pings)");
  });
});

describe("PING", () => {
  const ping = (text: string): Buffer => frame(6, 0, 0, Buffer.from(text));
  const answers = (peer: RawPeer): string[] =>
    peer.frames.filter((sent) => sent.type === 6).map((sent) => sent.payload.toString());

  it("is answered late every third time while the peer's window is small", async () => {
    const peer = new RawPeer(30);
    peer.send(settings, ...[1, 2, 3, 4, 5, 6].map((count) => ping(`number ${count}`)));
    await expect
      .poll(() => answers(peer).map((answer) => answer.slice(-1)))
      .toEqual(["1", "2", "4", "5", "3", "6"]);
    peer.channel.close();
  });

  it("is answered at once when the window is large or the delay is off", async () => {
    for (const [delay, window] of [
      [30, 16 << 20],
      [0, 65_535],
    ] as const) {
      const peer = new RawPeer(delay);
      peer.send(settingsFrame([[Setting.InitialWindowSize, window]]), ping("number 1"), ping("number 2"));
      peer.send(ping("number 3"));
      await expect.poll(() => answers(peer), { interval: 1, timeout: 25 }).toHaveLength(3);
      peer.channel.close();
    }
  });
});

describe("the client's opening", () => {
  it("sends requests before the peer has said anything", async () => {
    const [near, far] = duplexPair();
    const channel = openChannel(near);
    const call = channel.unary("/a.B/C", Buffer.from("hello"));
    const chunks: Buffer[] = [];
    far.on("data", (chunk: Buffer) => chunks.push(chunk));
    await expect.poll(() => Buffer.concat(chunks).includes("hello")).toBe(true);
    expect(Buffer.concat(chunks).subarray(0, 24).equals(CLIENT_PREFACE)).toBe(true);
    channel.close();
    await expect(call).rejects.toMatchObject({ code: GrpcCode.Unavailable });
  });
});
