import type { OnReadOpts, Socket } from "node:net";
import type { AnswerHead } from "../../../util/http/answer-head.js";
import { AnswerParser } from "../../../util/http/answer-parser.js";
import { lendBuffer } from "./lent-buffers.js";

/** Contents of a known length from this one on are taken over in the buffers they were read into, bytes. */
const largeFrom = 1024 * 1024;

/** Bytes that are read at once of anything else. */
const usualSize = 64 * 1024;

/** One request over a connection, and what becomes of it. */
export interface Exchange {
  readonly method: string;
  onHead(head: AnswerHead): void;
  /** A part of the content. Its bytes are the taker's, who may give them back as a lent buffer. */
  onPiece(piece: Uint8Array): void;
  onEnd(): void;
  /** The connection has failed; nothing else follows. */
  onFailure(error: Error): void;
}

/** A connection to an HTTP/1.1 server that carries one exchange after the other. */
export class HttpConnection {
  readonly socket: Socket;
  /** Whether an exchange has gone over it already. */
  isReused = false;
  readonly #onIdle: (connection: HttpConnection) => void;
  #exchange: Exchange | undefined;
  #parser: AnswerParser | undefined;
  #requestIsSent = false;
  #isLarge = false;
  #spare: Buffer | undefined;

  /**
   * @param open makes the socket. With `onread` it reads a large content in large pieces; a socket without it emits `data`
   * @param onIdle called when an exchange is over and the connection can carry another
   */
  constructor(open: (onread: OnReadOpts) => Socket, onIdle: (connection: HttpConnection) => void) {
    this.#onIdle = onIdle;
    this.socket = open({
      buffer: () => {
        const buffer = this.#spare ?? (this.#isLarge ? lendBuffer() : Buffer.allocUnsafeSlow(usualSize));
        this.#spare = undefined;
        return buffer;
      },
      callback: (length, buffer) => {
        this.#read(buffer as Buffer, length);
        return true;
      },
    });
    this.socket
      .on("data", (piece) => this.#take(piece))
      .on("end", () => {
        if (this.#parser?.end() === false) this.#fail(cutError());
        this.socket.destroy();
      })
      .on("error", (error) => this.#fail(error))
      .on("close", () => this.#fail(cutError()));
  }

  /** Begins an exchange: its request is to be written to the socket, and {@link requestSent} called after it. */
  begin(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#requestIsSent = false;
    let keepsAlive = false;
    this.#parser = new AnswerParser(exchange.method, {
      onHead: (head) => {
        keepsAlive = head.keepsAlive;
        exchange.onHead(head);
        this.#isLarge = typeof head.body === "number" && head.body >= largeFrom;
      },
      onData: (piece) => exchange.onPiece(piece),
      onEnd: (rest) => {
        this.#release();
        exchange.onEnd();
        // A server that has answered in full reads no more of what is still being sent.
        if (!keepsAlive || !this.#requestIsSent || rest.length > 0) this.socket.destroy();
        else if (!this.socket.destroyed) {
          this.isReused = true;
          this.socket.resume();
          this.#onIdle(this);
        }
      },
    });
  }

  /** The whole request has been written. */
  requestSent(): void {
    this.#requestIsSent = true;
  }

  /** Whether the exchange still waits for its answer or the answer's end. */
  isBusyWith(exchange: Exchange): boolean {
    return this.#exchange === exchange && !this.socket.destroyed;
  }

  #read(buffer: Buffer, length: number): void {
    const bytes = buffer.subarray(0, length);
    if (this.#isLarge) this.#take(bytes);
    else {
      this.#spare = buffer;
      this.#take(Buffer.from(bytes));
    }
  }

  #take(bytes: Buffer): void {
    // A server that speaks without being asked.
    if (this.#parser === undefined) this.socket.destroy();
    try {
      this.#parser?.write(bytes);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #fail(error: Error): void {
    const exchange = this.#exchange;
    this.#release();
    this.socket.destroy();
    exchange?.onFailure(error);
  }

  #release(): void {
    this.#exchange = undefined;
    this.#parser = undefined;
    this.#isLarge = false;
  }
}

function cutError(): Error {
  return Object.assign(new Error("the server closed the connection before its answer was whole"), {
    code: "ECONNRESET",
  });
}
