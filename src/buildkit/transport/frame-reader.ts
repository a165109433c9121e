import { CLIENT_PREFACE, Flag, FRAME_HEADER_BYTES, FrameType, MAX_FRAME_PAYLOAD } from "./frame.js";
import { ErrorCode, ProtocolError } from "./protocol-error.js";

/** Takes what a {@link FrameReader} found. */
export interface FrameHandler {
  /**
   * Some or all of a DATA frame's content. `flowBytes` is what the part counts for flow control: its length plus
   * padding. `end` marks the last part of a frame with END_STREAM.
   */
  onData(streamId: number, content: Buffer, flowBytes: number, end: boolean): void;
  /** Any other frame, whole. */
  onFrame(type: number, flags: number, streamId: number, payload: Buffer): void;
}

const EMPTY = Buffer.alloc(0);

/**
 * Cuts a byte stream into HTTP/2 frames wherever its chunks are split. The content of DATA frames is handed on as it
 * comes, without a copy; only what is split of other frames is put together.
 */
export class FrameReader {
  private prefaceLeft: number;
  /** Start of a frame that is not whole yet: its header, and for buffered frames the payload. */
  private readonly partial = Buffer.allocUnsafeSlow(FRAME_HEADER_BYTES + MAX_FRAME_PAYLOAD);
  private partialLength = 0;
  /** Content of the current unpadded DATA frame that is still to come. */
  private dataLeft = 0;
  private dataStream = 0;
  private dataEnds = false;
  private stopped = false;

  /** @param expectPreface True in the server role: the stream opens with the client preface. */
  constructor(
    private readonly handler: FrameHandler,
    expectPreface: boolean,
  ) {
    this.prefaceLeft = expectPreface ? CLIENT_PREFACE.length : 0;
  }

  /** Nothing is handed on after this, not even the rest of the chunk being read. */
  stop(): void {
    this.stopped = true;
  }

  /** @throws ProtocolError when the preface, a frame's size or its padding is wrong. */
  read(chunk: Buffer): void {
    let at = this.prefaceLeft > 0 ? this.readPreface(chunk) : 0;
    while (at < chunk.length && !this.stopped) {
      if (this.dataLeft > 0) at = this.readData(chunk, at);
      else if (this.partialLength > 0) at = this.completePartial(chunk, at);
      else at = this.readFrame(chunk, at);
    }
  }

  private readPreface(chunk: Buffer): number {
    const length = Math.min(this.prefaceLeft, chunk.length);
    const start = CLIENT_PREFACE.length - this.prefaceLeft;
    if (CLIENT_PREFACE.compare(chunk, 0, length, start, start + length) !== 0) {
      throw new ProtocolError(ErrorCode.ProtocolError, "the stream does not open with the HTTP/2 preface");
    }
    this.prefaceLeft -= length;
    return length;
  }

  /** Reads the frame at `at` without copying, as far as the chunk holds it. */
  private readFrame(chunk: Buffer, at: number): number {
    if (chunk.length - at < FRAME_HEADER_BYTES) return this.keep(chunk, at, chunk.length);
    const length = payloadLength(chunk, at);
    const start = at + FRAME_HEADER_BYTES;
    if (isStreamedData(chunk, at)) return this.startData(chunk, at, start);
    if (chunk.length - start < length) return this.keep(chunk, at, chunk.length);
    this.deliver(chunk, at, chunk.subarray(start, start + length));
    return start + length;
  }

  /** Adds to the kept start of a frame until its header, then the whole of it, is there. */
  private completePartial(chunk: Buffer, at: number): number {
    const header = this.partial;
    if (this.partialLength < FRAME_HEADER_BYTES) {
      const end = this.keep(chunk, at, at + FRAME_HEADER_BYTES - this.partialLength);
      if (this.partialLength < FRAME_HEADER_BYTES) return end;
      if (isStreamedData(header, 0)) {
        this.partialLength = 0;
        return this.startData(header, 0, end);
      }
      if (payloadLength(header, 0) > 0) return end;
      this.partialLength = 0;
      this.deliver(header, 0, EMPTY);
      return end;
    }
    const total = FRAME_HEADER_BYTES + payloadLength(header, 0);
    const end = this.keep(chunk, at, at + total - this.partialLength);
    if (this.partialLength === total) {
      this.partialLength = 0;
      this.deliver(header, 0, Buffer.from(header.subarray(FRAME_HEADER_BYTES, total)));
    }
    return end;
  }

  private keep(chunk: Buffer, start: number, wantedEnd: number): number {
    const end = Math.min(wantedEnd, chunk.length);
    this.partialLength += chunk.copy(this.partial, this.partialLength, start, end);
    return end;
  }

  private startData(header: Buffer, headerAt: number, contentAt: number): number {
    this.dataLeft = payloadLength(header, headerAt);
    this.dataStream = streamIdAt(header, headerAt);
    this.dataEnds = ((header[headerAt + 4] ?? 0) & Flag.EndStream) !== 0;
    if (this.dataLeft === 0) this.handler.onData(this.dataStream, EMPTY, 0, this.dataEnds);
    return contentAt;
  }

  private readData(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.dataLeft);
    this.dataLeft -= end - at;
    const content = at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end);
    this.handler.onData(this.dataStream, content, end - at, this.dataEnds && this.dataLeft === 0);
    return end;
  }

  private deliver(header: Buffer, at: number, payload: Buffer): void {
    const type = header[at + 3] ?? 0;
    const flags = header[at + 4] ?? 0;
    const streamId = streamIdAt(header, at);
    if (type !== FrameType.Data) {
      this.handler.onFrame(type, flags, streamId, payload);
      return;
    }
    const content = withoutPadding(payload);
    this.handler.onData(streamId, content, payload.length, (flags & Flag.EndStream) !== 0);
  }
}

/** @throws ProtocolError when the frame is larger than we allow. */
function payloadLength(header: Buffer, at: number): number {
  const length = header.readUIntBE(at, 3);
  if (length > MAX_FRAME_PAYLOAD) {
    const text = /^[\t\x20-\x7e]{9,200}/.exec(header.toString("latin1", at, at + 200))?.[0];
    throw text === undefined
      ? new ProtocolError(
          ErrorCode.FrameSizeError,
          `a frame of ${length} octets exceeds ${MAX_FRAME_PAYLOAD}`,
        )
      : new ProtocolError(ErrorCode.ProtocolError, `text came where a frame should be: ${text}`);
  }
  return length;
}

function streamIdAt(header: Buffer, at: number): number {
  return header.readUInt32BE(at + 5) & 0x7fffffff;
}

function isStreamedData(header: Buffer, at: number): boolean {
  return header[at + 3] === FrameType.Data && ((header[at + 4] ?? 0) & Flag.Padded) === 0;
}

/** The content of a padded payload, whose first octet says how many octets of padding end it. */
export function withoutPadding(payload: Buffer): Buffer {
  const padding = payload[0];
  if (padding === undefined || padding >= payload.length) {
    throw new ProtocolError(ErrorCode.ProtocolError, "the padding of a frame exceeds its payload");
  }
  return payload.subarray(1, payload.length - padding);
}
