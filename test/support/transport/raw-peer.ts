import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { frame, settingsFrame } from "../../../src/buildkit/transport/frame.js";
import { FrameReader } from "../../../src/buildkit/transport/frame-reader.js";
import { HpackEncoder } from "../../../src/buildkit/transport/hpack-encoder.js";
import { type GrpcChannel, openChannel } from "../../../src/buildkit/transport/index.js";
import { duplexPair } from "./duplex-pair.js";

/** A frame as it came. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** A peer that speaks in hand-made frames. */
export class RawPeer {
  readonly frames: Frame[] = [];
  private readonly near: Duplex;
  private readonly far: Duplex;
  readonly channel: GrpcChannel;

  constructor(pingDelay = 0) {
    [this.near, this.far] = duplexPair();
    this.channel = openChannel(this.near, { pingDelay });
    const push = (type: number, flags: number, streamId: number, payload: Buffer): void => {
      this.frames.push({ type, flags, streamId, payload: Buffer.from(payload) });
    };
    const reader = new FrameReader(
      { onData: (id, content, _flow, end) => push(0, end ? 1 : 0, id, content), onFrame: push },
      true,
    );
    this.far.on("data", (chunk: Buffer) => reader.read(chunk));
    this.far.on("error", () => {});
  }

  /** Frames as bytes or in hexadecimal digits. */
  send(...frames: (Buffer | string)[]): void {
    for (const bytes of frames) this.far.write(typeof bytes === "string" ? Buffer.from(bytes, "hex") : bytes);
  }

  /** The first frame that matches, also of those that came before. */
  async next(match: (frame: Frame) => boolean): Promise<Frame> {
    for (let tries = 0; tries < 200; tries++) {
      const found = this.frames.find(match);
      if (found !== undefined) return found;
      await sleep(2);
    }
    throw new Error("the frame did not come");
  }

  /** The code of our GOAWAY. */
  async goawayCode(): Promise<number> {
    return (await this.next((sent) => sent.type === 7)).payload.readUInt32BE(4);
  }
}

/** The SETTINGS a peer starts with. */
export const settings = settingsFrame([]);
/** Encodes header blocks of peers. */
export const encoder = new HpackEncoder();
export const headers = (streamId: number, flags: number, fields: [string, string][]): Buffer =>
  frame(1, flags, streamId, encoder.encode(fields));
/** The start of an answer on stream 1. */
export const okHeaders = headers(1, 4, [
  [":status", "200"],
  ["content-type", "application/grpc"],
]);
/** Its end. */
export const okTrailers = headers(1, 5, [["grpc-status", "0"]]);
