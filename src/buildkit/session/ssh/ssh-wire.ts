/** Reads the length-prefixed fields of SSH's data format (RFC 4251, section 5). */
export class SshFields {
  readonly #bytes: Buffer;
  #position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
  }

  /** @throws RangeError past the end */
  uint32(): number {
    const value = this.#bytes.readUInt32BE(this.#position);
    this.#position += 4;
    return value;
  }

  /** A string, which may hold any bytes. @throws RangeError past the end */
  string(): Buffer {
    const start = this.#position + 4;
    const end = start + this.uint32();
    if (end > this.#bytes.length) throw new RangeError("an SSH field ends past its data");
    this.#position = end;
    return this.#bytes.subarray(start, end);
  }

  text(): string {
    return this.string().toString("latin1");
  }

  /** A positive integer without the leading zero that keeps its sign. */
  integer(): Buffer {
    const bytes = this.string();
    return bytes[0] === 0 ? bytes.subarray(1) : bytes;
  }
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A string field. */
export function string(value: Uint8Array | string): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return Buffer.concat([uint32(bytes.byteLength), bytes]);
}

/** A positive integer field: no leading zeros but one where the sign would be read otherwise. */
export function integer(value: Uint8Array): Buffer {
  const start = value.findIndex((byte) => byte !== 0);
  const digits = start === -1 ? new Uint8Array() : value.subarray(start);
  return string((digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits);
}
