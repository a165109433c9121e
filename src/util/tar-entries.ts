import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair } from "node:stream/web";
import type { ParsedTarEntry, TarHeader } from "modern-tar";
import { SlipwayError } from "../errors/index.js";

/** An entry of a tar archive. */
export interface TarEntry {
  readonly header: TarHeader;
  readonly content: EntryContent;
}

/**
 * The entries of an archive, one after the other, while it arrives; nothing of it is kept. What was not read of an entry
 * is passed over when the next is asked for, also when somebody has begun to read it.
 *
 * @throws Error for what is no whole archive; what the archive fails with.
 */
export async function* tarEntries(archive: Readable): AsyncGenerator<TarEntry, void> {
  const { createTarDecoder } = await import("modern-tar");
  const decoder = createTarDecoder({ strict: true }) as ReadableWritablePair<ParsedTarEntry, Uint8Array>;
  const entries = (Readable.toWeb(archive) as ReadableStream<Uint8Array>).pipeThrough(decoder);
  for await (const { header, body } of entries) {
    const content = new EntryContent(body as ReadableStream<Uint8Array>, header);
    yield { header, content };
    await content.passOver();
  }
}

/** The content of an entry as it arrives. */
export class EntryContent implements AsyncIterable<Uint8Array> {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #name: string;
  /** Bytes that were not handed out. */
  #left: number;
  #isTaken = false;
  #isPassed = false;
  #whole: Promise<unknown> | undefined;

  constructor(body: ReadableStream<Uint8Array>, { name, size }: TarHeader) {
    this.#reader = body.getReader();
    this.#name = name;
    this.#left = size;
  }

  /** Throws SlipwayError `invalid-argument` for a second reader, and for one that reads on after the next entry was asked for. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    if (this.#isTaken) throw this.#gone();
    this.#isTaken = true;
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (this.#isPassed || (done && this.#left > 0)) throw this.#gone();
      if (done) return;
      this.#left -= value.byteLength;
      yield value;
    }
  }

  /** The content whole. The next entry waits for it. */
  bytes(): Promise<Uint8Array> {
    const whole = buffer(this);
    this.#whole = whole.catch(() => undefined);
    return whole;
  }

  /**
   * Reads and drops what is left. The decoder's stream is not canceled: it refuses that while somebody reads it, be it one
   * who has lost interest, and where all of the entry has come it ends the content of the entry after it instead.
   */
  async passOver(): Promise<void> {
    await this.#whole;
    while (!(await this.#reader.read()).done) this.#isPassed = true;
  }

  #gone(): SlipwayError {
    const message = `the content of ${JSON.stringify(this.#name)} can be read once, before the next file is asked for`;
    return new SlipwayError("invalid-argument", message);
  }
}
