import type { IncomingMessage } from "node:http";
import { giveBack } from "./lent-buffers.js";

/** Takes what a connection has sent; the buffer is then its own. */
export type TakeBytes = (buffer: Buffer, length: number) => void;

/** Pieces that wait to be read before the connection is told to wait. */
const waitingAtMost = 2;

/**
 * The body of an answer, of a known length, taken from its connection directly: Node's parser would copy each piece. Its
 * connection is closed afterwards. To be read once.
 */
export class LargeBody implements AsyncIterable<Uint8Array> {
  readonly #message: IncomingMessage;
  readonly #takeOver: (take: TakeBytes) => void;
  readonly #pieces: Uint8Array[] = [];
  #left: number;
  #failure: Error | undefined;
  #wake = () => {};

  constructor(message: IncomingMessage, length: number, takeOver: (take: TakeBytes) => void) {
    this.#message = message;
    this.#left = length;
    this.#takeOver = takeOver;
    // The parser does not see the end.
    message.on("error", () => undefined);
    message.socket.once("error", (error: Error) => this.#fail(error));
    message.socket.once("close", () => this.#fail(cutError()));
  }

  resume(): void {
    this.#message.resume();
  }

  destroy(error?: Error): void {
    if (error !== undefined) this.#fail(error);
    this.#message.socket.destroy();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    const { socket } = this.#message;
    try {
      this.#begin();
      for (;;) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          if (this.#pieces.length < waitingAtMost) socket.resume();
          yield piece;
        } else if (this.#left === 0) return;
        else if (this.#failure !== undefined) throw this.#failure;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      for (const piece of this.#pieces) giveBack(piece);
      socket.destroy();
    }
  }

  /** Goes on where the parser has come to. */
  #begin(): void {
    this.#takeOver((buffer, length) => this.#take(buffer.subarray(0, length)));
    for (;;) {
      const parsed: Buffer | null = this.#message.read();
      if (parsed === null) break;
      this.#left -= parsed.length;
      this.#pieces.push(parsed);
    }
    this.#message.socket.resume();
  }

  #take(bytes: Uint8Array): void {
    const piece = bytes.subarray(0, this.#left);
    this.#left -= piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length >= waitingAtMost) this.#message.socket.pause();
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

function cutError(): Error {
  return Object.assign(new Error("the connection was closed in the middle of an answer"), {
    code: "ECONNRESET",
  });
}
