import { STATIC_TABLE } from "./hpack-tables.js";
import { decodeHuffman } from "./huffman.js";
import { ErrorCode, ProtocolError } from "./protocol-error.js";

/** One header field, name first. */
export type HeaderField = readonly [name: string, value: string];

/** Size of the dynamic table that a peer may use unless told otherwise (RFC 9113, section 6.5.2), in octets. */
export const DEFAULT_TABLE_SIZE = 4096;

/** What every table entry and every listed field counts on top of its text (RFC 7541, section 4.1), in octets. */
const FIELD_OVERHEAD = 32;

interface TableEntry {
  readonly field: HeaderField;
  readonly size: number;
}

function compressionError(detail: string): ProtocolError {
  return new ProtocolError(ErrorCode.CompressionError, detail);
}

const staticEntries: readonly TableEntry[] = STATIC_TABLE.map((field) => ({
  field,
  size: field[0].length + field[1].length + FIELD_OVERHEAD,
}));

/**
 * Decodes the header blocks of one direction of one connection (RFC 7541), which must be given in the order they came.
 * Text is taken as UTF-8. Every malformed block throws a ProtocolError (CompressionError), after which the decoder's
 * state is worthless.
 */
export class HpackDecoder {
  /** Newest first. */
  private readonly dynamic: TableEntry[] = [];
  private dynamicSize = 0;
  private maxDynamicSize = DEFAULT_TABLE_SIZE;
  private block: Buffer = Buffer.alloc(0);
  private at = 0;
  /** Octets of the string that readString returned last. */
  private stringSize = 0;

  /** @param maxListSize Largest decoded list accepted, counted as RFC 9113 counts SETTINGS_MAX_HEADER_LIST_SIZE. */
  constructor(private readonly maxListSize: number) {}

  /** Decodes one complete header block. */
  decode(block: Buffer): HeaderField[] {
    this.block = block;
    this.at = 0;
    const fields: HeaderField[] = [];
    let listSize = 0;
    while (this.at < block.length) {
      const first = block[this.at] ?? 0;
      if ((first & 0xe0) === 0x20) {
        if (fields.length > 0) throw compressionError("a table size update follows a header field");
        this.resize(this.readInteger(5));
        continue;
      }
      const entry = first & 0x80 ? this.entryAt(this.readInteger(7)) : this.readLiteral(first);
      listSize += entry.size;
      if (listSize > this.maxListSize) {
        throw new ProtocolError(
          ErrorCode.EnhanceYourCalm,
          `a header list exceeds ${this.maxListSize} octets`,
        );
      }
      fields.push(entry.field);
    }
    return fields;
  }

  private readLiteral(first: number): TableEntry {
    const indexed = (first & 0xc0) === 0x40;
    const nameIndex = this.readInteger(indexed ? 6 : 4);
    let name: string;
    let nameSize: number;
    if (nameIndex === 0) {
      name = this.readString();
      nameSize = this.stringSize;
    } else {
      const named = this.entryAt(nameIndex);
      name = named.field[0];
      nameSize = Buffer.byteLength(name);
    }
    const value = this.readString();
    const entry: TableEntry = { field: [name, value], size: nameSize + this.stringSize + FIELD_OVERHEAD };
    if (indexed) this.insert(entry);
    return entry;
  }

  private entryAt(index: number): TableEntry {
    const entry =
      index <= staticEntries.length
        ? staticEntries[index - 1]
        : this.dynamic[index - staticEntries.length - 1];
    if (entry === undefined) throw compressionError(`header index ${index} is out of range`);
    return entry;
  }

  private insert(entry: TableEntry): void {
    this.dynamic.unshift(entry);
    this.dynamicSize += entry.size;
    this.evict();
  }

  private resize(size: number): void {
    if (size > DEFAULT_TABLE_SIZE) throw compressionError(`table size ${size} exceeds ${DEFAULT_TABLE_SIZE}`);
    this.maxDynamicSize = size;
    this.evict();
  }

  private evict(): void {
    while (this.dynamicSize > this.maxDynamicSize) this.dynamicSize -= this.dynamic.pop()?.size ?? 0;
  }

  /** RFC 7541, section 5.1. */
  private readInteger(prefixBits: number): number {
    const prefixMax = 2 ** prefixBits - 1;
    let value = this.readOctet() & prefixMax;
    if (value < prefixMax) return value;
    for (let shift = 0; ; shift += 7) {
      if (shift > 28) throw compressionError("an integer is too long");
      const octet = this.readOctet();
      value += (octet & 0x7f) * 2 ** shift;
      if (value > 0x7fffffff) throw compressionError("an integer is too large");
      if ((octet & 0x80) === 0) return value;
    }
  }

  private readOctet(): number {
    const octet = this.block[this.at++];
    if (octet === undefined) throw compressionError("a header block ends inside a field");
    return octet;
  }

  private readString(): string {
    const huffman = ((this.block[this.at] ?? 0) & 0x80) !== 0;
    const length = this.readInteger(7);
    const start = this.at;
    this.at += length;
    if (this.at > this.block.length) throw compressionError("a header block ends inside a string");
    if (!huffman) {
      this.stringSize = length;
      return this.block.toString("utf8", start, this.at);
    }
    const text = decodeHuffman(this.block, start, this.at);
    this.stringSize = text.length;
    return text.toString("utf8");
  }
}
