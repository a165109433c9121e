import http from "node:http";
import type { Duplex } from "node:stream";
import type { Dial } from "./dial.js";

const MAX_IDLE_CONNECTIONS = 4;

/**
 * Keeps idle connections to one engine and hands the one used last to the next request, so that a request and the
 * upgrade that follows it share a connection. Idle connections do not keep the process alive.
 */
export class EngineAgent extends http.Agent {
  readonly #dial: Dial;

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
}
