import type { Socket } from "node:net";

/** Connections of those who have not shown the token, far fewer than there may be in all. */
const MOST = 64;

/**
 * Connections on which nobody has shown the token yet. The one that was opened first goes when there are too many, so that
 * whoever has no token cannot use up the connections of those who have it, whatever they hold theirs open with.
 */
export class Strangers {
  readonly #sockets = new Set<Socket>();

  /** Takes a connection that was opened. */
  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    const [oldest] = this.#sockets;
    if (this.#sockets.size > MOST && oldest !== undefined) this.welcome(oldest).destroy();
  }

  /** Somebody with the token uses it: it is none of these any more. */
  welcome(socket: Socket): Socket {
    this.#sockets.delete(socket);
    return socket;
  }
}
