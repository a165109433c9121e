import { Readable } from "node:stream";
import type { AnswerHead } from "../../util/http/answer-head.js";

/** Where an answer comes from. */
export interface AnswerSource {
  /** The reader wants more. */
  resume(): void;
  /** The reader is gone: the rest is not wanted, nor the connection that it would come over. */
  abandon(): void;
}

/** An engine's answer: its head, and its body as a stream. */
export class EngineAnswer extends Readable {
  readonly status: number;
  readonly headers: AnswerHead["headers"];
  readonly #source: AnswerSource;

  constructor({ status, headers }: AnswerHead, source: AnswerSource) {
    super();
    this.status = status;
    this.headers = headers;
    this.#source = source;
  }

  override _read(): void {
    this.#source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#source.abandon();
    // Whoever has left the answer alone has no use for how it ended.
    callback(this.listenerCount("error") > 0 ? error : null);
  }
}
