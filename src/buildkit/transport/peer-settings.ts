import { DEFAULT_WINDOW, MAX_WINDOW } from "./flow-window.js";
import { MAX_FRAME_PAYLOAD, SETTING_BYTES, Setting } from "./frame.js";
import { DEFAULT_TABLE_SIZE } from "./hpack-decoder.js";
import type { HpackEncoder } from "./hpack-encoder.js";
import { ErrorCode, ProtocolError } from "./protocol-error.js";

/** The largest value of SETTINGS_MAX_FRAME_SIZE. */
const LARGEST_MAX_FRAME_SIZE = 2 ** 24 - 1;

/** What the peer has told us by SETTINGS, as far as it matters. */
export class PeerSettings {
  /** True once the peer has sent SETTINGS. */
  received = false;
  /** Send window of new streams, in bytes. */
  initialWindow = DEFAULT_WINDOW;
  /** The largest frame payload that the peer takes. */
  maxFrame = MAX_FRAME_PAYLOAD;
  private headerTableSize = DEFAULT_TABLE_SIZE;

  constructor(private readonly encoder: HpackEncoder) {}

  /**
   * Applies a SETTINGS frame. Returns by how much the window of every open stream grows.
   * @throws ProtocolError when a value is outside what RFC 9113, section 6.5.2, allows.
   */
  apply(payload: Buffer): number {
    this.received = true;
    const before = this.initialWindow;
    for (let at = 0; at < payload.length; at += SETTING_BYTES) {
      this.set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
    }
    return this.initialWindow - before;
  }

  private set(id: number, value: number): void {
    switch (id) {
      case Setting.HeaderTableSize:
        if (value < this.headerTableSize) this.encoder.tableSizeLowered();
        this.headerTableSize = value;
        break;
      case Setting.EnablePush:
        if (value > 1) throw new ProtocolError(ErrorCode.ProtocolError, `ENABLE_PUSH is ${value}`);
        break;
      case Setting.InitialWindowSize:
        if (value > MAX_WINDOW) {
          throw new ProtocolError(ErrorCode.FlowControlError, `INITIAL_WINDOW_SIZE is ${value}`);
        }
        this.initialWindow = value;
        break;
      case Setting.MaxFrameSize:
        if (value < MAX_FRAME_PAYLOAD || value > LARGEST_MAX_FRAME_SIZE) {
          throw new ProtocolError(ErrorCode.ProtocolError, `MAX_FRAME_SIZE is ${value}`);
        }
        this.maxFrame = value;
        break;
    }
  }
}
