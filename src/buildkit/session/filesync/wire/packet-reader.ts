import { SlipwayError } from "../../../../errors/index.js";
import type { FileStat } from "../tree/file-stat.js";

/** A packet as received. `data` and the attributes are views of the message. */
export interface Packet {
  /** One of `PacketType`; unknown values are passed on. */
  readonly type: number;
  readonly id: number;
  readonly data: Uint8Array;
  readonly stat: FileStat | undefined;
}

const noData: Uint8Array = new Uint8Array(0);

/**
 * Reads one packet.
 *
 * @throws SlipwayError `protocol-error` when the bytes are no packet.
 */
export function readPacket(message: Uint8Array): Packet {
  const reader = new FieldReader(message);
  let type = 0;
  let id = 0;
  let data: Uint8Array = noData;
  let stat: FileStat | undefined;
  while (reader.next()) {
    if (reader.is(1, varintWire)) type = reader.number();
    else if (reader.is(2, bytesWire)) stat = readStat(reader.bytes());
    else if (reader.is(3, varintWire)) id = reader.number() >>> 0;
    else if (reader.is(4, bytesWire)) data = reader.bytes();
    else reader.skip();
  }
  return { type, id, data, stat };
}

/**
 * Reads the entries of STAT packets that follow one another, as a writer keeps them.
 *
 * @throws SlipwayError `protocol-error` when the bytes are no packets.
 */
export function* readEntries(packets: Uint8Array): Generator<FileStat, void> {
  const reader = new FieldReader(packets);
  while (reader.next()) {
    if (reader.is(2, bytesWire)) yield readStat(reader.bytes());
    else reader.skip();
  }
}

function readStat(message: Uint8Array): FileStat {
  const reader = new FieldReader(message);
  const stat: FileStat = {
    path: "",
    mode: 0,
    uid: 0,
    gid: 0,
    size: 0,
    modTime: 0n,
    linkname: "",
    devMajor: 0,
    devMinor: 0,
  };
  const xattrs = new Map<string, Uint8Array>();
  while (reader.next()) {
    if (reader.is(1, bytesWire)) stat.path = reader.text();
    else if (reader.is(2, varintWire)) stat.mode = reader.number() >>> 0;
    else if (reader.is(3, varintWire)) stat.uid = reader.number() >>> 0;
    else if (reader.is(4, varintWire)) stat.gid = reader.number() >>> 0;
    else if (reader.is(5, varintWire)) stat.size = reader.number();
    else if (reader.is(6, varintWire)) stat.modTime = reader.int64();
    else if (reader.is(7, bytesWire)) stat.linkname = reader.text();
    else if (reader.is(8, varintWire)) stat.devMajor = reader.number();
    else if (reader.is(9, varintWire)) stat.devMinor = reader.number();
    else if (reader.is(10, bytesWire)) readXattr(reader.bytes(), xattrs);
    else reader.skip();
  }
  if (xattrs.size > 0) stat.xattrs = xattrs;
  return stat;
}

function readXattr(message: Uint8Array, into: Map<string, Uint8Array>): void {
  const reader = new FieldReader(message);
  let key = "";
  let value: Uint8Array = noData;
  while (reader.next()) {
    if (reader.is(1, bytesWire)) key = reader.text();
    else if (reader.is(2, bytesWire)) value = reader.bytes().slice();
    else reader.skip();
  }
  into.set(key, value);
}

const varintWire = 0;
const bytesWire = 2;

/** Walks over the fields of one protobuf message. */
class FieldReader {
  readonly #buffer: Buffer;
  #at = 0;
  #tag = 0;

  constructor(message: Uint8Array) {
    this.#buffer = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  }

  /** Reads the next field's tag; false at the end. */
  next(): boolean {
    if (this.#at >= this.#buffer.length) return false;
    this.#tag = this.number();
    return true;
  }

  is(field: number, wireType: number): boolean {
    return this.#tag === field * 8 + wireType;
  }

  /** A varint; exact up to 2^53. */
  number(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw malformed();
  }

  int64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; ) {
      let chunk = 0;
      let more = true;
      let bits = 0;
      // Four bytes at a time keep most of the work out of bigint arithmetic.
      for (; bits < 28 && more; bits += 7) {
        const byte = this.#byte();
        chunk |= (byte & 127) << bits;
        more = byte >= 128;
      }
      value |= BigInt(chunk) << shift;
      if (!more) return BigInt.asIntN(64, value);
      shift += BigInt(bits);
    }
    throw malformed();
  }

  bytes(): Uint8Array {
    const length = this.number();
    const end = this.#at + length;
    if (end > this.#buffer.length) throw malformed();
    const view = this.#buffer.subarray(this.#at, end);
    this.#at = end;
    return view;
  }

  text(): string {
    const length = this.number();
    const end = this.#at + length;
    if (end > this.#buffer.length) throw malformed();
    const text = this.#buffer.toString("utf8", this.#at, end);
    this.#at = end;
    return text;
  }

  skip(): void {
    const wireType = this.#tag & 7;
    if (wireType === varintWire) this.number();
    else if (wireType === bytesWire) this.bytes();
    else if (wireType === 1) this.#at += 8;
    else if (wireType === 5) this.#at += 4;
    else throw malformed();
    if (this.#at > this.#buffer.length) throw malformed();
  }

  #byte(): number {
    const byte = this.#buffer[this.#at++];
    if (byte === undefined) throw malformed();
    return byte;
  }
}

function malformed(): SlipwayError {
  return new SlipwayError("protocol-error", "the daemon sent a malformed file transfer packet");
}
