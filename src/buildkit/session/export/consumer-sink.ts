import { Readable } from "node:stream";
import { keptChunk } from "./kept-chunk.js";
import type { ExportMetadata, ExportSink } from "./session-export.js";

/** Bytes that wait for the consumer before the daemon is slowed down. */
const bufferSize = 1 << 20;

/** Hands an export to a consumer as a stream. */
export class ConsumerSink implements ExportSink {
  readonly #archive: Readable;
  readonly #consumed: Promise<void>;
  #done = false;
  #failure: { readonly reason: unknown } | undefined;
  #proceed: () => void = () => {};

  constructor(
    consume: (archive: Readable, metadata: ExportMetadata) => Promise<void>,
    metadata: ExportMetadata,
  ) {
    this.#archive = new Readable({
      highWaterMark: bufferSize,
      read: () => this.#proceed(),
      destroy: (error, done) => {
        this.#proceed();
        done(error);
      },
    });
    this.#archive.on("error", () => {});
    this.#consumed = consume(this.#archive, metadata);
    this.#consumed
      .catch((reason: unknown) => {
        this.#failure = { reason };
      })
      .finally(() => {
        this.#done = true;
        this.#proceed();
      });
  }

  write(chunk: Uint8Array): void | Promise<void> {
    if (this.#failure !== undefined) return this.#consumed;
    if (this.#done || this.#archive.destroyed || chunk.byteLength === 0) return;
    if (!this.#archive.push(keptChunk(chunk))) return this.#room();
  }

  async finish(): Promise<void> {
    if (!this.#done) this.#archive.push(null);
    await this.#consumed;
    this.#archive.destroy();
  }

  async abort(reason: unknown): Promise<void> {
    this.#archive.destroy(reason instanceof Error ? reason : new Error(String(reason)));
    await this.#consumed.catch(() => undefined);
  }

  async #room(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#proceed = resolve;
    });
    if (this.#failure !== undefined) await this.#consumed;
  }
}
