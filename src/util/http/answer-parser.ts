import { type AnswerHead, parseHead } from "./answer-head.js";
import { NotHttp } from "./not-http.js";

/** Bytes of a head, of the line before a chunk, and of what follows the last. Servers send some hundred. */
const HEAD_LIMIT = 64 << 10;
const CHUNK_LINE_LIMIT = 4 << 10;

const BEGINNING = "HTTP/1.";
const HEAD_END = "\r\n\r\n";
const LINE_FEED = 0x0a;
const empty = Buffer.alloc(0);

/** What an {@link AnswerParser} finds. */
export interface AnswerEvents {
  /** The head of the answer. Heads of status 1xx that only say that it will come are passed over. */
  onHead(head: AnswerHead): void;
  /** A part of the body. */
  onData(chunk: Buffer): void;
  /** The answer is over; `rest` came behind it: the first bytes of the protocol that status 101 switches to. */
  onEnd(rest: Buffer): void;
}

type State = "head" | "counted" | "until-close" | "chunk-size" | "chunk" | "chunk-end" | "trailer" | "over";

/** Reads one answer of an HTTP/1.1 server (RFC 9112) as it arrives, in time that is linear in its length. */
export class AnswerParser {
  readonly #events: AnswerEvents;
  readonly #hasBody: boolean;
  #state: State = "head";
  /** Of a line or a head whose end has not come yet. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Of a head, the last three. */
  #lastBytes: Buffer = empty;
  /** Bytes to come of a counted body or of a chunk. */
  #left = 0;

  /** @param method of the request: the answer to HEAD has no body */
  constructor(method: string, events: AnswerEvents) {
    this.#events = events;
    this.#hasBody = method !== "HEAD";
  }

  /** Takes what arrived. @throws NotHttp */
  write(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && this.#state !== "over") rest = this.#take(rest);
  }

  /** The connection has ended. False when the answer is not whole. */
  end(): boolean {
    if (this.#state === "until-close") this.#finish(empty);
    return this.#state === "over";
  }

  #take(chunk: Buffer): Buffer {
    switch (this.#state) {
      case "head":
        return this.#takeHead(chunk);
      case "until-close":
        this.#events.onData(chunk);
        return empty;
      case "counted":
      case "chunk":
        return this.#takeBody(chunk);
      default:
        return this.#takeLine(chunk);
    }
  }

  #takeBody(chunk: Buffer): Buffer {
    const part = chunk.length > this.#left ? chunk.subarray(0, this.#left) : chunk;
    const rest = chunk.subarray(part.length);
    this.#left -= part.length;
    const isCounted = this.#state === "counted";
    if (this.#left === 0 && !isCounted) this.#state = "chunk-end";
    this.#events.onData(part);
    if (this.#left > 0 || !isCounted) return rest;
    this.#finish(rest);
    return empty;
  }

  #takeHead(chunk: Buffer): Buffer {
    // The end of the head may begin in what came before.
    const before = this.#held.length === 0 ? empty : this.#lastBytes;
    const seam = Buffer.concat([before, chunk.subarray(0, 3)]).indexOf(HEAD_END);
    const found = chunk.indexOf(HEAD_END);
    const end =
      seam !== -1 && seam < before.length ? seam - before.length + 4 : found === -1 ? -1 : found + 4;
    const isBeginning = this.#heldBytes < BEGINNING.length;
    this.#hold(end === -1 ? chunk : chunk.subarray(0, end), HEAD_LIMIT);
    if (end === -1) {
      this.#lastBytes = Buffer.concat([before, chunk.subarray(-3)]).subarray(-3);
      if (isBeginning) refuseOther(Buffer.concat(this.#held));
      return empty;
    }
    const received = this.#release();
    refuseOther(received);
    const rest = chunk.subarray(end);
    const head = parseHead(received.subarray(0, -4), this.#hasBody);
    if (head.status >= 100 && head.status < 200 && head.status !== 101) return rest;
    return this.#begin(head, rest);
  }

  #begin(head: AnswerHead, rest: Buffer): Buffer {
    const { body } = head;
    const isEmpty = body === 0;
    if (isEmpty) this.#state = "over";
    else if (body === "chunked") this.#state = "chunk-size";
    else if (body === "until-close") this.#state = "until-close";
    else {
      this.#state = "counted";
      this.#left = body;
    }
    this.#events.onHead(head);
    if (!isEmpty) return rest;
    this.#events.onEnd(rest);
    return empty;
  }

  #takeLine(chunk: Buffer): Buffer {
    const end = chunk.indexOf(LINE_FEED);
    const limit = this.#state === "trailer" ? HEAD_LIMIT : CHUNK_LINE_LIMIT;
    this.#hold(end === -1 ? chunk : chunk.subarray(0, end), limit);
    if (end === -1) return empty;
    const line = this.#release().toString("latin1");
    if (!line.endsWith("\r")) throw new NotHttp("a line of a chunk does not end as it should", chunk);
    return this.#line(line.slice(0, -1), chunk.subarray(end + 1));
  }

  #line(line: string, rest: Buffer): Buffer {
    if (this.#state === "trailer") {
      if (line !== "") return rest;
      this.#finish(rest);
      return empty;
    }
    if (this.#state === "chunk-end") {
      if (line !== "") throw new NotHttp("a chunk is longer than it says", rest);
      this.#state = "chunk-size";
      return rest;
    }
    const size = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i.exec(line)?.[1];
    if (size === undefined) throw new NotHttp("a chunk does not say its size", Buffer.from(line, "latin1"));
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailer" : "chunk";
    return rest;
  }

  #finish(rest: Buffer): void {
    this.#state = "over";
    this.#events.onEnd(rest);
  }

  #hold(part: Buffer, limit: number): void {
    this.#held.push(part);
    this.#heldBytes += part.length;
    if (this.#heldBytes > limit) throw new NotHttp("a line or its head has no end", part);
  }

  /** Gives what is held, and holds nothing. */
  #release(): Buffer {
    const [first = empty] = this.#held;
    const all = this.#held.length === 1 ? first : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return all;
  }
}

/** Another protocol is told by its first bytes: it may never send what ends a head. */
function refuseOther(received: Buffer): void {
  const start = received.toString("latin1", 0, BEGINNING.length);
  if (!BEGINNING.startsWith(start)) throw new NotHttp("its answer begins with other bytes", received);
}
