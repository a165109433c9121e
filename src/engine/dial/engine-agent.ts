import http from "node:http";
import type { Duplex } from "node:stream";
import type { Dial } from "./dial.js";

const MAX_IDLE_CONNECTIONS = 4;
/** Milliseconds. Longer than the pauses between the calls of one operation; a process may perform any number of these. */
const MAX_IDLE_TIME = 1000;

/**
 * Keeps idle connections to one engine and hands the one used last to the next request, so that a request and the
 * upgrade that follows it share a connection. Idle connections do not keep the process alive, and end after a second.
 */
export class EngineAgent extends http.Agent {
  readonly #dial: Dial;
  readonly #idle = new WeakMap<Duplex, NodeJS.Timeout>();

  constructor(dial: Dial) {
    super({ keepAlive: true, maxFreeSockets: MAX_IDLE_CONNECTIONS, scheduling: "lifo" });
    this.#dial = dial;
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const done = callback as (error: Error | null, stream?: Duplex) => void;
    this.#dial().then(
      (stream) => done(null, stream),
      (error: Error) => done(error),
    );
  }

  override keepSocketAlive(stream: Duplex): boolean {
    this.#idle.set(stream, setTimeout(() => stream.destroy(), MAX_IDLE_TIME).unref());
    // Node's types do not know of what it returns: whether the connection is to be kept.
    return super.keepSocketAlive(stream) as unknown as boolean;
  }

  override reuseSocket(stream: Duplex, request: http.ClientRequest): void {
    clearTimeout(this.#idle.get(stream));
    super.reuseSocket(stream, request);
  }
}
