import type { FileHandle } from "node:fs/promises";
import { SlipwayError } from "../../errors/index.js";

/** Bytes read from a file at once. */
const readSize = 256 * 1024;

/** Reads a file or a stream piece by piece; no more than what is asked for is in memory. */
export class ByteReader {
  #chunk: Uint8Array = new Uint8Array(0);
  /** Bytes that were read or skipped. */
  position = 0;

  private constructor(
    private readonly what: string,
    private readonly next: () => Promise<Uint8Array | undefined>,
    private readonly jump?: (length: number) => void,
  ) {}

  /** Reads from the beginning of a file, in which what is skipped is not read. */
  static ofFile(handle: FileHandle, what: string): ByteReader {
    let at = 0;
    const next = async () => {
      const buffer = Buffer.allocUnsafe(readSize);
      const { bytesRead } = await handle.read(buffer, 0, readSize, at);
      at += bytesRead;
      return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
    };
    return new ByteReader(what, next, (length) => {
      at += length;
    });
  }

  /** Reads a stream. */
  static ofStream(stream: AsyncIterable<Uint8Array>, what: string): ByteReader {
    const iterator = stream[Symbol.asyncIterator]();
    return new ByteReader(what, async () => {
      const { done, value } = await iterator.next();
      return done === true ? undefined : value;
    });
  }

  /** True when nothing is left. */
  async isAtEnd(): Promise<boolean> {
    return !(await this.#fill());
  }

  /**
   * The next bytes, as many as are asked for.
   *
   * @throws SlipwayError `corrupt-state` when there are fewer
   */
  async take(length: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of this.pieces(length)) parts.push(part);
    const [first] = parts;
    if (parts.length === 1 && first !== undefined) return Buffer.from(first.buffer, first.byteOffset, length);
    return Buffer.concat(parts);
  }

  /** The next bytes as they come. Throws as {@link take}. */
  async *pieces(length: number): AsyncGenerator<Uint8Array, void> {
    for (let left = length; left > 0; ) {
      if (!(await this.#fill())) throw this.#endsEarly();
      const part = this.#chunk.subarray(0, left);
      this.#chunk = this.#chunk.subarray(part.byteLength);
      this.position += part.byteLength;
      left -= part.byteLength;
      yield part;
    }
  }

  /** Passes over bytes. In a stream throws as {@link take}. */
  async skip(length: number): Promise<void> {
    const inChunk = Math.min(length, this.#chunk.byteLength);
    if (this.jump === undefined || inChunk === length) {
      for await (const _ of this.pieces(length));
      return;
    }
    this.#chunk = new Uint8Array(0);
    this.jump(length - inChunk);
    this.position += length;
  }

  async #fill(): Promise<boolean> {
    while (this.#chunk.byteLength === 0) {
      const chunk = await this.next();
      if (chunk === undefined) return false;
      this.#chunk = chunk;
    }
    return true;
  }

  #endsEarly(): SlipwayError {
    return new SlipwayError("corrupt-state", `${this.what} ends in the middle of a file`);
  }
}
