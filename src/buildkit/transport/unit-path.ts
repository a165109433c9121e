import type { DuplexSink } from "./duplex-sink.js";
import type { SendWindow } from "./flow-window.js";
import { FRAME_HEADER_BYTES, MAX_FRAME_PAYLOAD, payloadLength, writeDataHeader } from "./frame.js";

/**
 * How the bytes of one call reach the wire. They travel in units: a payload with its frame headers before and, after a
 * first part, inside it, as they follow each other on the wire, so that a run of units is one write.
 */
export interface UnitPath {
  /** Bytes of headers before each payload. */
  readonly headerBytes: number;
  /** The largest payload before the headers inside. */
  readonly firstPayload: number;
  /** Bytes of the headers inside a larger payload. */
  readonly jointBytes: number;
  /** The largest payload of one unit. */
  readonly maxPayload: number;
  /** Writes all headers of a unit of `payload` bytes at `at`. */
  writeHeaders(target: Buffer, at: number, payload: number): void;
  /** The bytes that the unit at `at` takes with its headers. */
  sizeAt(units: Buffer, at: number): number;
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
  readonly firstPayload = MAX_FRAME_PAYLOAD;
  readonly jointBytes = 0;
  readonly maxPayload = MAX_FRAME_PAYLOAD;

  constructor(
    private readonly streamId: number,
    private readonly windows: WindowPair,
    private readonly sink: DuplexSink,
  ) {}

  writeHeaders(target: Buffer, at: number, payload: number): void {
    writeDataHeader(target, at, payload, this.streamId);
  }

  sizeAt(units: Buffer, at: number): number {
    return FRAME_HEADER_BYTES + payloadLength(units, at);
  }

  transmit(units: Buffer, from: number, to: number, done: () => void): number {
    const allowed = allowance(this.windows);
    let at = from;
    let spent = 0;
    while (at < to) {
      const payload = payloadLength(units, at);
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
    const rest = payloadLength(units, at) - part;
    this.writeHeaders(units, at, part);
    const copy = Buffer.from(units.subarray(at, at + FRAME_HEADER_BYTES + part));
    this.writeHeaders(units, at + part, rest);
    spend(this.windows, part);
    this.sink.write(copy, done);
    return at + part;
  }
}
