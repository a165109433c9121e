import type { HeaderField } from "./hpack-decoder.js";
import { STATIC_TABLE } from "./hpack-tables.js";

const exactIndex = new Map<string, number>();
const nameIndex = new Map<string, number>();
for (const [position, [name, value]] of STATIC_TABLE.entries()) {
  if (value !== "") exactIndex.set(`${name}\0${value}`, position + 1);
  if (!nameIndex.has(name)) nameIndex.set(name, position + 1);
}

/** The pattern of a dynamic table size update (RFC 7541, section 6.3). */
const SIZE_UPDATE = 0x20;

/** Bytes of an integer below 2^53 (RFC 7541, section 5.1). */
const LONGEST_INTEGER = 9;

/**
 * Encodes header blocks (RFC 7541) with the static table alone: the headers of gRPC calls are few and short, and
 * without a dynamic table there is no state to keep in step with the peer.
 */
export class HpackEncoder {
  private sizeUpdateDue = false;

  /**
   * Must be called when the peer lowers SETTINGS_HEADER_TABLE_SIZE: the next block then opens with the size update that
   * RFC 7541, section 4.2, demands.
   */
  tableSizeLowered(): void {
    this.sizeUpdateDue = true;
  }

  /** Encodes one header block. Names must be in lower case; text is written as UTF-8. */
  encode(fields: readonly HeaderField[]): Buffer {
    const block = new BlockWriter(fields.reduce((sum, field) => sum + largestSize(field), 1));
    if (this.sizeUpdateDue) block.integer(0, 5, SIZE_UPDATE);
    this.sizeUpdateDue = false;
    for (const [name, value] of fields) {
      const exact = exactIndex.get(`${name}\0${value}`);
      if (exact !== undefined) {
        block.integer(exact, 7, 0x80);
        continue;
      }
      const named = nameIndex.get(name);
      block.integer(named ?? 0, 4, 0);
      if (named === undefined) block.string(name);
      block.string(value);
    }
    return block.finish();
  }
}

/** Bytes that a field needs at most: three for each UTF-16 unit of its text, and its integers. */
function largestSize([name, value]: HeaderField): number {
  return (name.length + value.length) * 3 + 3 * LONGEST_INTEGER;
}

/** Writes a header block into one buffer. */
class BlockWriter {
  private readonly bytes: Buffer;
  private end = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  integer(value: number, prefixBits: number, pattern: number): void {
    const prefixMax = 2 ** prefixBits - 1;
    if (value < prefixMax) {
      this.bytes[this.end++] = pattern | value;
      return;
    }
    this.bytes[this.end++] = pattern | prefixMax;
    let rest = value - prefixMax;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.bytes[this.end++] = (rest % 128) | 0x80;
    this.bytes[this.end++] = rest;
  }

  string(text: string): void {
    this.integer(Buffer.byteLength(text), 7, 0);
    this.end += this.bytes.write(text, this.end, "utf8");
  }

  finish(): Buffer {
    return this.bytes.subarray(0, this.end);
  }
}
