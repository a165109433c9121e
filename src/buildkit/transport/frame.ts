/** HTTP/2 frame types (RFC 9113, section 6). */
export const FrameType = {
  Data: 0x0,
  Headers: 0x1,
  Priority: 0x2,
  ResetStream: 0x3,
  Settings: 0x4,
  PushPromise: 0x5,
  Ping: 0x6,
  Goaway: 0x7,
  WindowUpdate: 0x8,
  Continuation: 0x9,
} as const;

/** Frame flags; `Ack` is for SETTINGS and PING, `EndStream` for DATA and HEADERS. */
export const Flag = {
  Ack: 0x1,
  EndStream: 0x1,
  EndHeaders: 0x4,
  Padded: 0x8,
  Priority: 0x20,
} as const;

/** SETTINGS identifiers (RFC 9113, section 6.5.2). */
export const Setting = {
  HeaderTableSize: 0x1,
  EnablePush: 0x2,
  MaxConcurrentStreams: 0x3,
  InitialWindowSize: 0x4,
  MaxFrameSize: 0x5,
  MaxHeaderListSize: 0x6,
} as const;

/** Octets of one setting in a SETTINGS frame. */
export const SETTING_BYTES = 6;

/** Octets of a frame header. */
export const FRAME_HEADER_BYTES = 9;

/** The largest frame payload that every peer takes, and the largest we take. */
export const MAX_FRAME_PAYLOAD = 16_384;

/** What a client sends first (RFC 9113, section 3.4). */
export const CLIENT_PREFACE: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** Writes a frame header into `target` at `at`. */
export function writeFrameHeader(
  target: Buffer,
  at: number,
  length: number,
  type: number,
  flags: number,
  streamId: number,
): void {
  target[at] = length >>> 16;
  target[at + 1] = length >>> 8;
  target[at + 2] = length;
  target[at + 3] = type;
  target[at + 4] = flags;
  target[at + 5] = streamId >>> 24;
  target[at + 6] = streamId >>> 16;
  target[at + 7] = streamId >>> 8;
  target[at + 8] = streamId;
}

/** Writes the header of a DATA frame without flags into `target` at `at`. */
export function writeDataHeader(target: Buffer, at: number, length: number, streamId: number): void {
  writeFrameHeader(target, at, length, FrameType.Data, 0, streamId);
}

/** The length in the frame header at `at`. */
export function payloadLength(source: Uint8Array, at: number): number {
  return ((source[at] ?? 0) << 16) | ((source[at + 1] ?? 0) << 8) | (source[at + 2] ?? 0);
}

/** A whole frame; `payload` is copied. */
export function frame(type: number, flags: number, streamId: number, payload: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(FRAME_HEADER_BYTES + payload.length);
  writeFrameHeader(out, 0, payload.length, type, flags, streamId);
  out.set(payload, FRAME_HEADER_BYTES);
  return out;
}

function frameOfWord(type: number, streamId: number, word: number): Buffer {
  const out = Buffer.allocUnsafe(FRAME_HEADER_BYTES + 4);
  writeFrameHeader(out, 0, 4, type, 0, streamId);
  out.writeUInt32BE(word, FRAME_HEADER_BYTES);
  return out;
}

/** WINDOW_UPDATE by `increment` octets; stream 0 is the connection. */
export function windowUpdateFrame(streamId: number, increment: number): Buffer {
  return frameOfWord(FrameType.WindowUpdate, streamId, increment);
}

/** RST_STREAM. */
export function resetFrame(streamId: number, code: number): Buffer {
  return frameOfWord(FrameType.ResetStream, streamId, code);
}

/** SETTINGS with the given identifiers and values. */
export function settingsFrame(settings: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.allocUnsafe(SETTING_BYTES * settings.length);
  for (const [position, [id, value]] of settings.entries()) {
    payload.writeUInt16BE(id, SETTING_BYTES * position);
    payload.writeUInt32BE(value, SETTING_BYTES * position + 2);
  }
  return frame(FrameType.Settings, 0, 0, payload);
}

/** GOAWAY; `detail` becomes the debug data. */
export function goawayFrame(lastStreamId: number, code: number, detail = ""): Buffer {
  const text = Buffer.from(detail, "utf8");
  const payload = Buffer.allocUnsafe(8 + text.length);
  payload.writeUInt32BE(lastStreamId, 0);
  payload.writeUInt32BE(code, 4);
  payload.set(text, 8);
  return frame(FrameType.Goaway, 0, 0, payload);
}

/** HEADERS of one block, followed by as many CONTINUATION frames as its size needs. */
export function headersFrames(streamId: number, block: Buffer, endStream: boolean): Buffer {
  const frames: Buffer[] = [];
  let at = 0;
  do {
    const part = block.subarray(at, at + MAX_FRAME_PAYLOAD);
    const first = at === 0;
    at += part.length;
    const flags = (at >= block.length ? Flag.EndHeaders : 0) | (first && endStream ? Flag.EndStream : 0);
    frames.push(frame(first ? FrameType.Headers : FrameType.Continuation, flags, streamId, part));
  } while (at < block.length);
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames);
}
