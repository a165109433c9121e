import type { Writable } from "node:stream";
import { keptChunk } from "./kept-chunk.js";
import type { ExportSink } from "./session-export.js";

/** Writes an export to a stream, at the pace of the stream, and leaves the stream open. */
export class WritableSink implements ExportSink {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on("error", ignore);
  }

  write(chunk: Uint8Array): void | Promise<void> {
    if (chunk.byteLength === 0) return;
    if (this.#stream.errored) return Promise.reject(this.#stream.errored);
    if (this.#stream.writableLength < this.#stream.writableHighWaterMark) {
      this.#stream.write(keptChunk(chunk));
      return;
    }
    return this.#writeThrough(chunk);
  }

  async finish(): Promise<void> {
    await this.#writeThrough(new Uint8Array());
    this.#letGo();
  }

  async abort(): Promise<void> {
    this.#letGo();
  }

  /** The error event comes after the callback that told us of it. */
  #letGo(): void {
    setImmediate(() => this.#stream.off("error", ignore));
  }

  /** Writes are done in order, so the callback of one says that all before it are done. */
  #writeThrough(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** Write callbacks report errors; the event alone would end the process. */
function ignore(): void {}
