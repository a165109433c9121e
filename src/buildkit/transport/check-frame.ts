import { Flag, FrameType, SETTING_BYTES } from "./frame.js";
import { ErrorCode, ProtocolError } from "./protocol-error.js";

/** Payload sizes that the RFC fixes, by frame type. */
const fixedSizes = new Map<number, number>([
  [FrameType.Priority, 5],
  [FrameType.ResetStream, 4],
  [FrameType.Ping, 8],
  [FrameType.WindowUpdate, 4],
]);

const connectionFrames = new Set<number>([FrameType.Settings, FrameType.Ping, FrameType.Goaway]);
const streamFrames = new Set<number>([
  FrameType.Headers,
  FrameType.Priority,
  FrameType.ResetStream,
  FrameType.Continuation,
]);

/**
 * Checks what RFC 9113, section 6, says about the size and the stream of a frame other than DATA.
 * @throws ProtocolError
 */
export function checkFrame(type: number, flags: number, streamId: number, payload: Buffer): void {
  if (type === FrameType.PushPromise) {
    throw new ProtocolError(ErrorCode.ProtocolError, "PUSH_PROMISE came although push is off");
  }
  if (streamId === 0 ? streamFrames.has(type) : connectionFrames.has(type)) {
    throw new ProtocolError(ErrorCode.ProtocolError, `a frame of type ${type} came on stream ${streamId}`);
  }
  const fixed = fixedSizes.get(type) ?? payload.length;
  const settingsSize = (flags & Flag.Ack) !== 0 ? payload.length === 0 : payload.length % SETTING_BYTES === 0;
  const sizeIsRight =
    type === FrameType.Settings
      ? settingsSize
      : type === FrameType.Goaway
        ? payload.length >= 8
        : payload.length === fixed;
  if (!sizeIsRight) {
    throw new ProtocolError(ErrorCode.FrameSizeError, `a frame of type ${type} has ${payload.length} octets`);
  }
}
