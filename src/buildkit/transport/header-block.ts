import { Flag, FRAME_HEADER_BYTES, FrameType } from "./frame.js";
import { withoutPadding } from "./frame-reader.js";
import { ErrorCode, ProtocolError } from "./protocol-error.js";

/** Octets of the priority fields that a HEADERS frame may open with. */
const PRIORITY_BYTES = 5;

/** A header block that is whole. */
export interface HeaderBlock {
  readonly streamId: number;
  readonly block: Buffer;
  readonly endStream: boolean;
}

/** Puts HEADERS and CONTINUATION frames together. */
export class HeaderBlockAssembler {
  private parts: Buffer[] = [];
  private size = 0;
  private streamId = 0;
  private endStream = false;

  /** @param maxBytes Largest block accepted, frame headers included, so that empty frames do not come for free. */
  constructor(private readonly maxBytes: number) {}

  /** The stream whose block is not whole yet, 0 if there is none: no other frame may come before its end. */
  get openStream(): number {
    return this.streamId;
  }

  /** Takes a HEADERS frame, or a CONTINUATION of the open stream. Returns the block when it is whole. */
  add(type: number, flags: number, streamId: number, payload: Buffer): HeaderBlock | undefined {
    let part = payload;
    if (type === FrameType.Headers) {
      if (flags & Flag.Padded) part = withoutPadding(part);
      if (flags & Flag.Priority) {
        if (part.length < PRIORITY_BYTES) {
          throw new ProtocolError(ErrorCode.FrameSizeError, "a HEADERS frame is too short for its priority");
        }
        part = part.subarray(PRIORITY_BYTES);
      }
      this.streamId = streamId;
      this.endStream = (flags & Flag.EndStream) !== 0;
    }
    this.size += FRAME_HEADER_BYTES + part.length;
    if (this.size > this.maxBytes) {
      throw new ProtocolError(ErrorCode.EnhanceYourCalm, `a header block exceeds ${this.maxBytes} octets`);
    }
    this.parts.push(part);
    if ((flags & Flag.EndHeaders) === 0) return undefined;
    const block = this.parts.length === 1 ? part : Buffer.concat(this.parts);
    this.parts = [];
    this.size = 0;
    this.streamId = 0;
    return { streamId, block, endStream: this.endStream };
  }
}
