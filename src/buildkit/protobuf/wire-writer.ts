const longestVarint = 10;

/**
 * Writes the values of the protobuf wire format from the last to the first: the length of a message, which stands
 * before it, is then known when it is written.
 */
export class WireWriter {
  #buffer: Buffer;
  #start: number;

  /** @param capacity bytes that are likely to be enough */
  constructor(capacity = 512) {
    this.#buffer = Buffer.allocUnsafe(capacity);
    this.#start = capacity;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#buffer.length - this.#start;
  }

  /** What was written. */
  finish(): Uint8Array {
    const { buffer, byteOffset } = this.#buffer;
    return new Uint8Array(buffer, byteOffset + this.#start, this.length);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    const start = this.#grow(bytes.length);
    this.#buffer.set(bytes, start);
  }

  bytes(value: Uint8Array): void {
    this.raw(value);
    this.uint32(value.length);
  }

  string(value: string): void {
    const length = Buffer.byteLength(value);
    const start = this.#grow(length);
    this.#buffer.write(value, start, length, "utf8");
    this.uint32(length);
  }

  bool(value: boolean): void {
    this.uint32(value ? 1 : 0);
  }

  /** Negative numbers take ten bytes, as those of an int64. */
  int32(value: number): void {
    if (value < 0) this.#varint(value >>> 0, 0xffff_ffff);
    else this.uint32(value);
  }

  uint32(value: number): void {
    if (value > 127) {
      this.#varint(value, 0);
      return;
    }
    const start = this.#grow(1);
    this.#buffer[start] = value;
  }

  int64(value: bigint): void {
    if (value >= 0n && value < 0x1_0000_0000n) this.uint32(Number(value));
    else this.#varint(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n)));
  }

  /** Both halves are unsigned. */
  #varint(lower: number, upper: number): void {
    const scratch = new Uint8Array(longestVarint);
    let low = lower;
    let high = upper;
    let size = 0;
    while (high > 0 || low > 127) {
      scratch[size++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    scratch[size++] = low;
    this.raw(scratch.subarray(0, size));
  }

  /** Makes room for `size` bytes before what was written, and gives their place. */
  #grow(size: number): number {
    if (size > this.#start) {
      const used = this.length;
      const larger = Buffer.allocUnsafe((used + size) * 2);
      this.#buffer.copy(larger, larger.length - used, this.#start);
      this.#start = larger.length - used;
      this.#buffer = larger;
    }
    this.#start -= size;
    return this.#start;
  }
}
