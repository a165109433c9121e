import type { Duplex } from "node:stream";
import { AnswerParser } from "../../util/http/answer-parser.js";
import { EngineAnswer } from "./engine-answer.js";

/** One request over a connection, and what becomes of it. */
export interface Exchange {
  readonly method: string;
  /** The head of the answer is there. */
  onAnswer(answer: EngineAnswer): void;
  /** The connection is no longer HTTP; `head` came already. Runs before any event of the connection can be missed. */
  onUpgrade(socket: Duplex, head: Buffer, answer: EngineAnswer): void;
  /** The connection failed before the answer was there; afterwards the answer fails. */
  onFailure(error: Error): void;
}

/** A connection to an engine that carries one exchange after the other. */
export class EngineConnection {
  /** What to write requests to. */
  readonly stream: Duplex;
  /** Whether an exchange has gone over it already. */
  isReused = false;
  readonly #onIdle: (connection: EngineConnection) => void;
  #exchange: Exchange | undefined;
  #parser: AnswerParser | undefined;
  #answer: EngineAnswer | undefined;
  #requestIsSent = false;
  #keepsAlive = false;

  /** @param onIdle called when an exchange is over and the connection can carry another */
  constructor(stream: Duplex, onIdle: (connection: EngineConnection) => void) {
    this.stream = stream;
    this.#onIdle = onIdle;
    stream
      .on("data", this.#onData)
      .on("end", this.#onEnd)
      .on("error", this.#onError)
      .on("close", this.#onClose);
  }

  /** Begins an exchange: its request is to be written to the stream, and {@link requestSent} called after it. */
  begin(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#requestIsSent = false;
    this.#parser = new AnswerParser(exchange.method, {
      onHead: ({ keepsAlive, ...head }) => {
        this.#keepsAlive = keepsAlive;
        const answer = new EngineAnswer({ keepsAlive, ...head }, this.#sourceOf(exchange));
        this.#answer = answer;
        if (head.status !== 101) exchange.onAnswer(answer);
      },
      onData: (chunk) => {
        if (this.#answer?.push(chunk) === false) this.stream.pause();
      },
      onEnd: (rest) => this.#answered(exchange, rest),
    });
  }

  /** The whole request has been written. */
  requestSent(): void {
    this.#requestIsSent = true;
  }

  /** Whether the exchange still waits for its answer or the answer's end. */
  isBusyWith(exchange: Exchange): boolean {
    return this.#exchange === exchange && !this.stream.destroyed;
  }

  destroy(): void {
    this.stream.destroy();
  }

  /** An answer that is through has no say over the connection any more. */
  #sourceOf(exchange: Exchange) {
    return {
      resume: () => {
        if (this.#exchange === exchange) this.stream.resume();
      },
      abandon: () => {
        if (this.#exchange === exchange) this.stream.destroy();
      },
    };
  }

  #answered(exchange: Exchange, rest: Buffer): void {
    const answer = this.#answer;
    this.#exchange = undefined;
    this.#parser = undefined;
    this.#answer = undefined;
    if (answer?.status === 101) {
      this.#handOver(exchange, rest, answer);
      return;
    }
    answer?.push(null);
    // A daemon that has answered in full reads no more of what is still being sent.
    if (!this.#keepsAlive || !this.#requestIsSent || rest.length > 0 || this.stream.destroyed) {
      this.stream.destroy();
      return;
    }
    this.isReused = true;
    this.stream.resume();
    this.#onIdle(this);
  }

  #handOver(exchange: Exchange, rest: Buffer, answer: EngineAnswer): void {
    const { stream } = this;
    stream.off("data", this.#onData).off("end", this.#onEnd).off("error", this.#onError);
    stream.off("close", this.#onClose);
    // As if nobody had read it yet: whoever listens next sets it flowing.
    Object.assign(stream, { readableFlowing: null });
    exchange.onUpgrade(stream, rest, answer);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#parser === undefined) {
      // Nobody has asked.
      this.stream.destroy();
      return;
    }
    try {
      this.#parser.write(chunk);
    } catch (error) {
      this.#fail(error as Error);
    }
  };

  readonly #onEnd = (): void => {
    if (this.#parser?.end() === false) this.#fail(closed());
    this.stream.destroy();
  };

  readonly #onError = (error: Error): void => this.#fail(error);

  readonly #onClose = (): void => this.#fail(closed());

  #fail(error: Error): void {
    const [exchange, answer] = [this.#exchange, this.#answer];
    this.#exchange = undefined;
    this.#parser = undefined;
    this.#answer = undefined;
    this.stream.destroy();
    if (answer !== undefined) answer.destroy(error);
    else exchange?.onFailure(error);
  }
}

function closed(): Error {
  return Object.assign(new Error("closed by the daemon"), { code: "ECONNRESET" });
}
