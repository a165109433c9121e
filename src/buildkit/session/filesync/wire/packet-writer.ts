import type { FileStat } from "../tree/file-stat.js";

/** Kinds of packet of the file transfer protocol (proto/fsutil/wire.proto). */
export const PacketType = { stat: 0, request: 1, data: 2, fin: 3, error: 4 } as const;

/** {@link PacketWriter.endOfListing} of a writer that keeps nothing. */
export const endOfListing: Uint8Array = new Uint8Array(0);

/** Ends the transfer, in both directions. */
export const finPacket: Uint8Array = Uint8Array.of(0x08, PacketType.fin);

/** Most bytes of a DATA packet before its content. */
export const maxDataPrefix = 2 + 6 + 6;

const longestVarint = 10;

/** Where a 64-bit number comes apart: two halves are quicker than arithmetic with bigints. */
const scratch = new DataView(new ArrayBuffer(8));
/** The tag of the entry, and a length of one byte, which most have. */
const statHeader = 1 + 1;

/** Bytes of buffers whose packets are kept: large ones are given back to the system, and a first one is often enough. */
const [firstKept, laterKept] = [16 << 10, 256 << 10];

/**
 * Takes STAT packets, one after another in a buffer that is the taker's from then on, and says how many there are. Which
 * of them come together depends on nothing but them.
 */
export type KeepEntries = (packets: Uint8Array, entries: number) => void;

/**
 * Writes packets into one buffer that is used again: what a method returns is valid until the next call. Written by
 * hand because a context has tens of thousands of entries.
 */
export class PacketWriter {
  readonly #keep: KeepEntries | undefined;
  #buffer: Buffer;
  #at = 0;
  /** Where the next packet begins: behind the STAT packets that are kept. */
  #start = 0;
  #kept = 0;

  /** @param keep takes the STAT packets when a buffer is full, and at {@link endOfListing} */
  constructor(keep?: KeepEntries) {
    this.#keep = keep;
    this.#buffer = Buffer.allocUnsafe(keep ? firstKept : 1024);
  }

  /** A STAT packet with an entry. */
  stat(stat: FileStat): Uint8Array {
    // UTF-8 takes at most three bytes for one UTF-16 unit.
    const attributes = stat.xattrs;
    const room = attributes === undefined ? 0 : sizeOfAttributes(attributes);
    this.#reserve((stat.path.length + stat.linkname.length) * 3 + room + 16 * longestVarint);
    const start = this.#start;
    this.#at = start + statHeader;
    this.#text(0x0a, stat.path);
    this.#number(0x10, stat.mode);
    this.#number(0x18, stat.uid);
    this.#number(0x20, stat.gid);
    this.#number(0x28, stat.size);
    this.#int64(0x30, stat.modTime);
    this.#text(0x3a, stat.linkname);
    this.#number(0x40, stat.devMajor);
    this.#number(0x48, stat.devMinor);
    for (const [name, value] of attributes ?? []) this.#attribute(name, value);
    const end = this.#endEntry(start);
    if (this.#keep) {
      this.#start = end;
      this.#kept++;
    }
    return this.#buffer.subarray(start, end);
  }

  /** Ends the list of entries: a STAT packet without an entry, which encodes to nothing. */
  endOfListing(): Uint8Array {
    if (this.#kept > 0) this.#renew(firstKept);
    return endOfListing;
  }

  /** Puts the tag and the length before the entry that was written behind room for them. Where the entry ends. */
  #endEntry(start: number): number {
    const length = this.#at - start - statHeader;
    const moved = varintLength(length) - 1;
    if (moved > 0) this.#buffer.copyWithin(start + statHeader + moved, start + statHeader, this.#at);
    const end = this.#at + moved;
    this.#at = start;
    this.#buffer[this.#at++] = 0x12;
    this.#varint(length);
    return end;
  }

  /** A DATA packet up to where `length` bytes of content follow. */
  dataPrefix(id: number, length: number): Uint8Array {
    this.#begin(PacketType.data);
    this.#number(0x18, id);
    this.#buffer[this.#at++] = 0x22;
    this.#varint(length);
    return this.#buffer.subarray(this.#start, this.#at);
  }

  /** The DATA packet that ends a file. */
  endOfFile(id: number): Uint8Array {
    this.#begin(PacketType.data);
    this.#number(0x18, id);
    return this.#buffer.subarray(this.#start, this.#at);
  }

  /** Asks for the content of the entry that came as number `id`. */
  request(id: number): Uint8Array {
    this.#begin(PacketType.request);
    this.#number(0x18, id);
    return this.#buffer.subarray(this.#start, this.#at);
  }

  /** Tells the peer why the transfer failed. */
  error(message: string): Uint8Array {
    this.#reserve(message.length * 3 + 3 * longestVarint);
    this.#begin(PacketType.error);
    this.#text(0x22, message);
    return this.#buffer.subarray(this.#start, this.#at);
  }

  /** An entry of the map of extended attributes: a message with the name and the value. */
  #attribute(name: string, value: Uint8Array): void {
    const nameLength = Buffer.byteLength(name);
    this.#buffer[this.#at++] = 0x52;
    this.#varint(2 + varintLength(nameLength) + nameLength + varintLength(value.length) + value.length);
    this.#buffer[this.#at++] = 0x0a;
    this.#varint(nameLength);
    this.#at += this.#buffer.write(name, this.#at);
    this.#buffer[this.#at++] = 0x12;
    this.#varint(value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  #begin(type: number): void {
    this.#at = this.#start;
    this.#buffer[this.#at++] = 0x08;
    this.#buffer[this.#at++] = type;
  }

  /** Makes room for a packet, and for a short one after it that is not kept. */
  #reserve(size: number): void {
    const room = size + 4 * longestVarint;
    if (this.#buffer.length - this.#start < room) this.#renew(Math.max(this.#keep ? laterKept : 0, room * 2));
  }

  /** Goes on in another buffer. */
  #renew(size: number): void {
    if (this.#kept > 0) this.#keep?.(this.#buffer.subarray(0, this.#start), this.#kept);
    this.#buffer = Buffer.allocUnsafe(size);
    this.#start = 0;
    this.#kept = 0;
  }

  #text(tag: number, text: string): void {
    if (text === "") return;
    this.#buffer[this.#at++] = tag;
    if (text.length < 128 && this.#ascii(text)) return;
    this.#varint(Buffer.byteLength(text));
    this.#at += this.#buffer.write(text, this.#at);
  }

  /** Most texts are short and ASCII: a call of Buffer takes longer. False, and nothing is written, for another text. */
  #ascii(text: string): boolean {
    const buffer = this.#buffer;
    const { length } = text;
    const start = this.#at + 1;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 127) return false;
      buffer[start + index] = unit;
    }
    buffer[this.#at] = length;
    this.#at = start + length;
    return true;
  }

  #number(tag: number, value: number): void {
    if (value === 0) return;
    this.#buffer[this.#at++] = tag;
    this.#varint(value);
  }

  #int64(tag: number, value: bigint): void {
    if (value === 0n) return;
    const buffer = this.#buffer;
    let at = this.#at;
    buffer[at++] = tag;
    scratch.setBigInt64(0, value);
    let high = scratch.getUint32(0);
    let low = scratch.getUint32(4);
    while (high > 0 || low > 127) {
      buffer[at++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    buffer[at++] = low;
    this.#at = at;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 0x80000000) {
      this.#buffer[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#buffer[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** The most bytes that attributes take. */
function sizeOfAttributes(attributes: ReadonlyMap<string, Uint8Array>): number {
  let size = 0;
  for (const [name, value] of attributes) size += name.length * 3 + value.length + 4 * longestVarint;
  return size;
}
