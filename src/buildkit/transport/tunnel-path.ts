import type { DuplexSink, FrameSink } from "./duplex-sink.js";
import { FRAME_HEADER_BYTES, MAX_FRAME_PAYLOAD, payloadLength, writeDataHeader } from "./frame.js";
import { MESSAGE_HEADER_BYTES } from "./message-reader.js";
import type { Http2Stream } from "./stream.js";
import { allowance, spend, type UnitPath } from "./unit-path.js";
import { TURN_BYTES, type UnitWriter } from "./unit-writer.js";

/** Tag of BytesMessage.data: field 1, length-delimited. */
const DATA_TAG = 0x0a;

/** The tag and a length that always takes three octets, which hold up to 2 MiB. */
const FIELD_HEADER_BYTES = 4;

/** What comes before the bytes of a BytesMessage. */
const ENVELOPE_BYTES = MESSAGE_HEADER_BYTES + FIELD_HEADER_BYTES;

/** From this maximum on, in bytes, an outer frame carries a whole run of units: more than one turn can send. */
const WIDE_FRAME = 2 * TURN_BYTES;

/** What an outer DATA frame of the usual maximum leaves for an inner one that may need an envelope of its own. */
const INNER_PAYLOAD = MAX_FRAME_PAYLOAD - ENVELOPE_BYTES - FRAME_HEADER_BYTES;

/** The outer stream that a tunnel runs through. */
export interface TunnelCarrier {
  readonly stream: Http2Stream;
  /** Carries everything that is not a unit: the inner connection's control frames, and parts of units. */
  readonly writer: UnitWriter;
  readonly sink: DuplexSink;
}

/** Writes the gRPC header and field header of a BytesMessage that holds `length` bytes, fewer than 2 MiB. */
function writeEnvelope(target: Buffer, at: number, length: number): void {
  target[at] = 0;
  target.writeUInt32BE(FIELD_HEADER_BYTES + length, at + 1);
  target[at + 5] = DATA_TAG;
  target[at + 6] = (length & 0x7f) | 0x80;
  target[at + 7] = ((length >>> 7) & 0x7f) | 0x80;
  target[at + 8] = length >>> 14;
}

/** The bytes in the BytesMessage whose envelope is at `at`. */
function enveloped(source: Buffer, at: number): number {
  return source.readUInt32BE(at + 1) - FIELD_HEADER_BYTES;
}

/** Where the inner connection's frames go: each write becomes BytesMessages on the carrier. */
export class TunnelSink implements FrameSink {
  constructor(private readonly writer: UnitWriter) {}

  get buffered(): number {
    return this.writer.buffered;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += MAX_FRAME_PAYLOAD) {
      const part = bytes.subarray(at, at + MAX_FRAME_PAYLOAD);
      const envelope = Buffer.allocUnsafe(ENVELOPE_BYTES);
      writeEnvelope(envelope, 0, part.length);
      this.writer.append(envelope);
      this.writer.append(part);
    }
    this.writer.flushSoon();
  }
}

/**
 * Units of a call through a tunnel: one gRPC message, a BytesMessage, that holds one or two inner DATA frames. All headers
 * lie in place, so file content needs no copy on its way into two HTTP/2 connections. Two frames make a message of just
 * under 32 KiB, the largest that grpc-go takes from a pool whose buffers it does not have to clear far beyond the
 * message; and half as many messages are less work for the daemon.
 *
 * Each inner frame is in an outer DATA frame of its own, unless the peer takes large ones, as Go's own HTTP/2 does in
 * Docker Engine: then a run of units is one outer frame, which wakes the daemon's reader once instead of many times.
 */
export class TunnelPath implements UnitPath {
  readonly headerBytes: number;
  readonly firstPayload = INNER_PAYLOAD;
  readonly jointBytes: number;
  readonly maxPayload = 2 * INNER_PAYLOAD;
  /** Bytes of the outer header in place before each inner frame; 0 when there is one for a whole run. */
  private readonly outerBytes: number;
  private readonly innerAt: number;

  /** @param maxFrame The largest payload of an outer frame that the peer takes. */
  constructor(
    private readonly stream: Http2Stream,
    private readonly carrier: TunnelCarrier,
    maxFrame: number,
  ) {
    this.outerBytes = maxFrame >= WIDE_FRAME ? 0 : FRAME_HEADER_BYTES;
    this.innerAt = this.outerBytes + ENVELOPE_BYTES;
    this.headerBytes = this.innerAt + FRAME_HEADER_BYTES;
    this.jointBytes = this.outerBytes + FRAME_HEADER_BYTES;
  }

  writeHeaders(target: Buffer, at: number, payload: number): void {
    const first = Math.min(payload, INNER_PAYLOAD);
    const second = payload - first;
    this.writeFirstHeaders(target, at, first, second);
    if (second === 0) return;
    const joint = at + this.headerBytes + first;
    this.writeOuterHeader(target, joint, FRAME_HEADER_BYTES + second);
    writeDataHeader(target, joint + this.outerBytes, second, this.stream.id);
  }

  sizeAt(units: Buffer, at: number): number {
    return (
      ENVELOPE_BYTES + enveloped(units, at + this.outerBytes) + this.framesAt(units, at) * this.outerBytes
    );
  }

  transmit(units: Buffer, from: number, to: number, done: () => void): number {
    if (!this.carrierIsClear()) return from;
    const inner = allowance(this.stream.windows);
    const outer = allowance(this.carrier.stream.windows);
    let at = from;
    let innerSpent = 0;
    let outerSpent = 0;
    while (at < to) {
      const bytes = enveloped(units, at + this.outerBytes);
      const frames = this.framesAt(units, at);
      const payload = bytes - frames * FRAME_HEADER_BYTES;
      if (innerSpent + payload > inner || outerSpent + ENVELOPE_BYTES + bytes > outer) break;
      innerSpent += payload;
      outerSpent += ENVELOPE_BYTES + bytes;
      at += ENVELOPE_BYTES + bytes + frames * this.outerBytes;
    }
    if (at === from) {
      return inner > 0 && outer > 0 ? this.transmitPart(units, from, inner, done) : from;
    }
    spend(this.stream.windows, innerSpent);
    spend(this.carrier.stream.windows, outerSpent);
    if (this.outerBytes === 0) this.carrier.sink.write(this.outerHeader(outerSpent));
    this.carrier.sink.write(units.subarray(from, at), done);
    return at;
  }

  /** How many inner frames the unit at `at` has: one or two. */
  private framesAt(units: Buffer, at: number): number {
    const first = FRAME_HEADER_BYTES + payloadLength(units, at + this.innerAt);
    return enveloped(units, at + this.outerBytes) > first ? 2 : 1;
  }

  /** All headers before the first payload, in a unit whose second payload may be empty. */
  private writeFirstHeaders(target: Buffer, at: number, first: number, second: number): void {
    this.writeOuterHeader(target, at, ENVELOPE_BYTES + FRAME_HEADER_BYTES + first);
    const secondFrame = second === 0 ? 0 : FRAME_HEADER_BYTES + second;
    writeEnvelope(target, at + this.outerBytes, FRAME_HEADER_BYTES + first + secondFrame);
    writeDataHeader(target, at + this.innerAt, first, this.stream.id);
  }

  private outerHeader(length: number): Buffer {
    const header = Buffer.allocUnsafe(FRAME_HEADER_BYTES);
    writeDataHeader(header, 0, length, this.carrier.stream.id);
    return header;
  }

  /** The header of the outer frame of one inner frame, if it has one of its own. */
  private writeOuterHeader(target: Buffer, at: number, length: number): void {
    if (this.outerBytes > 0) writeDataHeader(target, at, length, this.carrier.stream.id);
  }

  /** What the inner connection wrote earlier, headers above all, must leave before. */
  private carrierIsClear(): boolean {
    const { writer } = this.carrier;
    writer.flush();
    while (writer.transmit());
    return !writer.pending;
  }

  /**
   * Sends the first frame of a unit, or what the inner window allows of it, as a message of its own through the
   * carrier's writer, which splits it wherever the outer window needs it. The part is copied; the headers of the rest
   * overwrite its end.
   */
  private transmitPart(units: Buffer, at: number, allowed: number, done: () => void): number {
    const end = at + this.sizeAt(units, at);
    const first = payloadLength(units, at + this.innerAt);
    const firstEnd = at + this.headerBytes + first;
    const second = firstEnd === end ? 0 : end - firstEnd - this.jointBytes;
    const part = Math.min(first, allowed);
    this.writeFirstHeaders(units, at, part, 0);
    this.carrier.writer.append(units.subarray(at + this.outerBytes, at + this.headerBytes + part));
    spend(this.stream.windows, part);
    this.carrier.writer.flush();
    process.nextTick(done);
    if (part < first) {
      this.writeFirstHeaders(units, at + part, first - part, second);
      return at + part;
    }
    if (second === 0) return end;
    const rest = end - second - this.headerBytes;
    this.writeFirstHeaders(units, rest, second, 0);
    return rest;
  }
}
