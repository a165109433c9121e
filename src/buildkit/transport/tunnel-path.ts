import type { DuplexSink, FrameSink } from "./duplex-sink.js";
import { FRAME_HEADER_BYTES, FrameType, MAX_FRAME_PAYLOAD, writeFrameHeader } from "./frame.js";
import { MESSAGE_HEADER_BYTES } from "./message-reader.js";
import type { Http2Stream } from "./stream.js";
import { allowance, spend, type UnitPath } from "./unit-path.js";
import type { UnitWriter } from "./unit-writer.js";

/** Tag of BytesMessage.data: field 1, length-delimited. */
const DATA_TAG = 0x0a;

/** The tag and a length that always takes two octets, which holds up to 16383. */
const FIELD_HEADER_BYTES = 3;

/** Bytes of a unit around its inner DATA frame: gRPC header and BytesMessage field, which count for the outer window. */
const ENVELOPE_BYTES = MESSAGE_HEADER_BYTES + FIELD_HEADER_BYTES + FRAME_HEADER_BYTES;

const HEADER_BYTES = FRAME_HEADER_BYTES + ENVELOPE_BYTES;

/** The outer stream that a tunnel runs through. */
export interface TunnelCarrier {
  readonly stream: Http2Stream;
  /** Carries everything that is not a unit: the inner connection's control frames, and parts of units. */
  readonly writer: UnitWriter;
  readonly sink: DuplexSink;
}

/** Writes the gRPC header and field header of a BytesMessage that holds `length` bytes, at most 16383. */
function writeEnvelope(target: Buffer, at: number, length: number): void {
  target[at] = 0;
  target.writeUInt32BE(FIELD_HEADER_BYTES + length, at + 1);
  target[at + 5] = DATA_TAG;
  target[at + 6] = (length & 0x7f) | 0x80;
  target[at + 7] = length >>> 7;
}

/** Where the inner connection's frames go: each write becomes BytesMessages on the carrier. */
export class TunnelSink implements FrameSink {
  private flushDue = false;

  constructor(private readonly writer: UnitWriter) {}

  get buffered(): number {
    return this.writer.buffered;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += MAX_FRAME_PAYLOAD - 1) {
      const part = bytes.subarray(at, at + MAX_FRAME_PAYLOAD - 1);
      const envelope = Buffer.allocUnsafe(MESSAGE_HEADER_BYTES + FIELD_HEADER_BYTES);
      writeEnvelope(envelope, 0, part.length);
      this.writer.append(envelope);
      this.writer.append(part);
    }
    if (this.flushDue) return;
    this.flushDue = true;
    process.nextTick(this.flush);
  }

  private readonly flush = (): void => {
    this.flushDue = false;
    this.writer.flush();
  };
}

/**
 * Units of a call through a tunnel: one outer DATA frame with one gRPC message, a BytesMessage, that holds one inner
 * DATA frame. All headers lie before the payload, so file content needs no copy on its way into two HTTP/2 connections.
 */
export class TunnelPath implements UnitPath {
  readonly headerBytes = HEADER_BYTES;
  /** What an outer DATA frame of the usual maximum leaves. */
  readonly maxPayload = MAX_FRAME_PAYLOAD - ENVELOPE_BYTES;

  constructor(
    private readonly stream: Http2Stream,
    private readonly carrier: TunnelCarrier,
  ) {}

  writeHeader(target: Buffer, at: number, payload: number): void {
    const { stream } = this.carrier;
    writeFrameHeader(target, at, ENVELOPE_BYTES + payload, FrameType.Data, 0, stream.id);
    this.writeMessage(target, at + FRAME_HEADER_BYTES, payload);
  }

  private writeMessage(target: Buffer, at: number, payload: number): void {
    writeEnvelope(target, at, FRAME_HEADER_BYTES + payload);
    const inner = at + MESSAGE_HEADER_BYTES + FIELD_HEADER_BYTES;
    writeFrameHeader(target, inner, payload, FrameType.Data, 0, this.stream.id);
  }

  payloadAt(units: Buffer, at: number): number {
    return units.readUIntBE(at, 3) - ENVELOPE_BYTES;
  }

  transmit(units: Buffer, from: number, to: number, done: () => void): number {
    if (!this.carrierIsClear()) return from;
    const inner = allowance(this.stream.windows);
    const outer = allowance(this.carrier.stream.windows);
    let at = from;
    let innerSpent = 0;
    let outerSpent = 0;
    while (at < to) {
      const payload = this.payloadAt(units, at);
      if (innerSpent + payload > inner || outerSpent + ENVELOPE_BYTES + payload > outer) break;
      innerSpent += payload;
      outerSpent += ENVELOPE_BYTES + payload;
      at += HEADER_BYTES + payload;
    }
    if (at === from) {
      return inner > 0 && outer > 0 ? this.transmitPart(units, from, inner, done) : from;
    }
    spend(this.stream.windows, innerSpent);
    spend(this.carrier.stream.windows, outerSpent);
    this.carrier.sink.write(units.subarray(from, at), done);
    return at;
  }

  /** What the inner connection wrote earlier, headers above all, must leave before. */
  private carrierIsClear(): boolean {
    const { writer } = this.carrier;
    writer.flush();
    while (writer.transmit());
    return !writer.pending;
  }

  /**
   * Sends a unit, or what the inner window allows of it, through the carrier's writer, which splits it wherever the
   * outer window needs it. The part is copied; the header of the rest overwrites its end.
   */
  private transmitPart(units: Buffer, at: number, allowed: number, done: () => void): number {
    const payload = this.payloadAt(units, at);
    const part = Math.min(payload, allowed);
    this.writeMessage(units, at + FRAME_HEADER_BYTES, part);
    this.carrier.writer.append(units.subarray(at + FRAME_HEADER_BYTES, at + HEADER_BYTES + part));
    if (part < payload) this.writeHeader(units, at + part, payload - part);
    spend(this.stream.windows, part);
    this.carrier.writer.flush();
    process.nextTick(done);
    return part < payload ? at + part : at + HEADER_BYTES + part;
  }
}
