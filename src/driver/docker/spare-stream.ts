import type { Duplex } from "node:stream";

/** Milliseconds. The engine ends a connection to its BuildKit over which nothing is said for ten seconds. */
const KEPT_TIME = 1000;

/** What sockets have, and other streams may have. */
type Referenced = Duplex & { ref?(): unknown; unref?(): unknown };

/**
 * A connection that was opened to see whether it can be, for the first who wants one soon. It ends after a second, and
 * does not keep the process alive.
 */
export class SpareStream {
  readonly #opened = Date.now();
  readonly #timer: NodeJS.Timeout;
  #stream: Referenced | undefined;

  constructor(stream: Duplex) {
    this.#stream = stream;
    this.#stream.unref?.();
    stream.on("error", () => undefined);
    this.#timer = setTimeout(() => this.#take()?.destroy(), KEPT_TIME).unref();
  }

  /** Whether its other end has answered just now. */
  get isRecent(): boolean {
    return Date.now() - this.#opened < KEPT_TIME;
  }

  /** The connection; undefined when it has been taken or has ended. */
  take(): Duplex | undefined {
    const stream = this.#take();
    if (stream === undefined || stream.destroyed || !stream.readable) return undefined;
    stream.ref?.();
    return stream;
  }

  #take(): Referenced | undefined {
    clearTimeout(this.#timer);
    const stream = this.#stream;
    this.#stream = undefined;
    return stream;
  }
}
