import type { DuplexSink } from "./duplex-sink.js";
import type { SendWindow } from "./flow-window.js";
import { FRAME_HEADER_BYTES, FrameType, MAX_FRAME_PAYLOAD, writeFrameHeader } from "./frame.js";

/**
 * How the bytes of one call reach the wire. They travel in units: a payload with its frame headers right before it in
 * memory, so that a run of units is one write.
 */
export interface UnitPath {
  /** Bytes of headers before each payload. */
  readonly headerBytes: number;
  /** The largest payload of one unit. */
  readonly maxPayload: number;
  /** Writes the headers of a unit of `payload` bytes at `at`. */
  writeHeader(target: Buffer, at: number, payload: number): void;
  /** The payload size in the headers at `at`. */
  payloadAt(units: Buffer, at: number): number;
  /**
   * Sends what flow control allows of the units in `units` from `from` to `to`, splitting the last unit if it must; the
   * header of a rest is written anew in place. Returns where the rest starts, `from` when nothing could be sent. If
   * something was sent, `done` is called once, later, when `units` may be reused up to there.
   */
  transmit(units: Buffer, from: number, to: number, done: () => void): number;
}

/** A pair of windows that a DATA frame must fit into. */
export interface WindowPair {
  readonly connection: SendWindow;
  readonly stream: SendWindow;
}

/** Bytes that the pair allows to send now; may be negative. */
export function allowance(windows: WindowPair): number {
  return Math.min(windows.connection.available, windows.stream.available);
}

/** Takes `bytes` off both windows. */
export function spend(windows: WindowPair, bytes: number): void {
  windows.connection.available -= bytes;
  windows.stream.available -= bytes;
}

/** Units of a call directly on the connection: one DATA frame each. */
export class DirectPath implements UnitPath {
  readonly headerBytes = FRAME_HEADER_BYTES;
  readonly maxPayload = MAX_FRAME_PAYLOAD;

  constructor(
    private readonly streamId: number,
    private readonly windows: WindowPair,
    private readonly sink: DuplexSink,
  ) {}

  writeHeader(target: Buffer, at: number, payload: number): void {
    writeFrameHeader(target, at, payload, FrameType.Data, 0, this.streamId);
  }

  payloadAt(units: Buffer, at: number): number {
    return units.readUIntBE(at, 3);
  }

  transmit(units: Buffer, from: number, to: number, done: () => void): number {
    const allowed = allowance(this.windows);
    let at = from;
    let spent = 0;
    while (at < to) {
      const payload = this.payloadAt(units, at);
      if (spent + payload > allowed) break;
      spent += payload;
      at += FRAME_HEADER_BYTES + payload;
    }
    if (at === from) return allowed > 0 ? this.transmitPart(units, from, allowed, done) : from;
    spend(this.windows, spent);
    this.sink.write(units.subarray(from, at), done);
    return at;
  }

  /** The part is copied because the header of the rest overwrites its end. */
  private transmitPart(units: Buffer, at: number, part: number, done: () => void): number {
    const rest = this.payloadAt(units, at) - part;
    this.writeHeader(units, at, part);
    const copy = Buffer.from(units.subarray(at, at + FRAME_HEADER_BYTES + part));
    this.writeHeader(units, at + part, rest);
    spend(this.windows, part);
    this.sink.write(copy, done);
    return at + part;
  }
}
