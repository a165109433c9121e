import type { Duplex } from "node:stream";
import type { Dial } from "../dial/dial.js";
import { EngineConnection } from "./engine-connection.js";

const MAX_IDLE_CONNECTIONS = 4;
/** Milliseconds. Longer than the pauses between the calls of one operation; a process may perform any number of these. */
const MAX_IDLE_TIME = 1000;

/** What sockets have, and other streams may have. */
type Referenced = Duplex & { ref?(): void; unref?(): void };

/**
 * Keeps idle connections to one engine and hands out the one used last, so that a request and the upgrade that follows it
 * share a connection. Idle connections do not keep the process alive, and end after a second.
 */
export class ConnectionSet {
  readonly #dial: Dial;
  readonly #idle: EngineConnection[] = [];
  readonly #timers = new Map<EngineConnection, NodeJS.Timeout>();

  constructor(dial: Dial) {
    this.#dial = dial;
  }

  /** A connection that carries nothing. Rejects as the dial does. */
  async take(): Promise<EngineConnection> {
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      clearTimeout(this.#timers.get(connection));
      this.#timers.delete(connection);
      if (connection.stream.destroyed) continue;
      (connection.stream as Referenced).ref?.();
      return connection;
    }
    return new EngineConnection(await this.#dial(), (connection) => this.#keep(connection));
  }

  /** Ends the idle connections. */
  close(): void {
    for (const connection of this.#idle.splice(0)) this.#end(connection);
  }

  #keep(connection: EngineConnection): void {
    (connection.stream as Referenced).unref?.();
    this.#timers.set(
      connection,
      setTimeout(() => {
        this.#idle.splice(this.#idle.indexOf(connection), 1);
        this.#end(connection);
      }, MAX_IDLE_TIME).unref(),
    );
    if (this.#idle.push(connection) <= MAX_IDLE_CONNECTIONS) return;
    const oldest = this.#idle.shift();
    if (oldest !== undefined) this.#end(oldest);
  }

  #end(connection: EngineConnection): void {
    clearTimeout(this.#timers.get(connection));
    this.#timers.delete(connection);
    connection.destroy();
  }
}
