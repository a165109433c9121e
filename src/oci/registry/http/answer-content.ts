import { giveBack } from "./lent-buffers.js";

/** Bytes that wait to be read before the connection is told to wait. */
const waitingAtMost = 256 * 1024;

/** Where content comes from. */
export interface ContentSource {
  pause(): void;
  resume(): void;
  /** Nobody wants what is still to come. */
  abandon(): void;
}

/** The content of an answer as it comes from its connection. To be read once. */
export class AnswerContent implements AsyncIterable<Uint8Array> {
  readonly #source: ContentSource;
  readonly #pieces: Uint8Array[] = [];
  #waiting = 0;
  #isWhole = false;
  #failure: Error | undefined;
  #wake = () => {};

  constructor(source: ContentSource) {
    this.#source = source;
  }

  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#waiting += piece.byteLength;
    if (this.#waiting >= waitingAtMost) this.#source.pause();
    this.#wake();
  }

  /** All of it has been pushed. */
  end(): void {
    this.#isWhole = true;
    this.#wake();
  }

  /** No more will come. What has come is read first. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** Ends the reading with an error, and the connection. */
  destroy(error: Error): void {
    this.fail(error);
    this.#source.abandon();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          this.#waiting -= piece.byteLength;
          if (this.#waiting < waitingAtMost) this.#source.resume();
          yield piece;
        } else if (this.#isWhole) return;
        else if (this.#failure !== undefined) throw this.#failure;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      for (const piece of this.#pieces) giveBack(piece);
      if (!this.#isWhole) this.#source.abandon();
    }
  }
}
