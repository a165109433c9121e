import type { Duplex } from "node:stream";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import type { Driver, DriverOperationOptions } from "../../driver/contract/driver.js";
import { unlessAborted } from "../../util/unless-aborted.js";
import type { BuilderContext } from "../types.js";

/** An open connection to a daemon. */
export interface DaemonConnection {
  readonly client: BuildKitClient;
  /** What the client speaks over. */
  readonly stream: Duplex;
  /** Knows the daemon's end of this connection. */
  readonly driver: Driver;
}

/** What an operation on a builder that has open connections is given beside the rest. */
export interface ConnectedContext extends BuilderContext {
  /** Connections to use and to leave open. */
  readonly connections?: ConnectionPool | undefined;
}

/** A connection in use. */
export interface ConnectionLease extends DaemonConnection {
  release(): void;
}

interface Shared {
  readonly opening: Promise<DaemonConnection>;
  users: number;
}

/**
 * Keeps one connection to each node of a builder and lends it to all builds. A connection that broke is replaced when
 * it is wanted again; one that nobody uses does not keep the process alive.
 */
export class ConnectionPool {
  readonly #shared = new Map<string, Shared>();

  /** @param open opens a connection; it serves whoever comes next too, so no single build may call it off */
  async lease(
    node: string,
    open: () => Promise<DaemonConnection>,
    signal: AbortSignal | undefined,
  ): Promise<ConnectionLease> {
    const shared = this.#shared.get(node) ?? this.#open(node, open);
    shared.users++;
    try {
      const connection = await unlessAborted(shared.opening, signal);
      keepAlive(connection.stream, true);
      return { ...connection, release: once(() => leave(shared)) };
    } catch (reason) {
      leave(shared);
      throw reason;
    }
  }

  /** Ends all connections. Builds that run on them fail. */
  close(): void {
    const all = [...this.#shared.values()];
    this.#shared.clear();
    for (const { opening } of all) {
      opening.then(
        ({ client }) => client.close(),
        () => undefined,
      );
    }
  }

  #open(node: string, open: () => Promise<DaemonConnection>): Shared {
    const shared: Shared = { opening: open(), users: 0 };
    this.#shared.set(node, shared);
    const forget = () => {
      if (this.#shared.get(node) === shared) this.#shared.delete(node);
    };
    shared.opening.then(({ client }) => client.channel.closed).then(forget, forget);
    return shared;
  }
}

/**
 * A connection to a node: one that `connections` keeps, or else one of the caller's own, which `release` closes.
 *
 * @param open is given `signal` for a connection that is the caller's own; a kept one serves whoever comes next too
 */
export async function leaseFrom(
  connections: ConnectionPool | undefined,
  node: string,
  open: (options: DriverOperationOptions) => Promise<DaemonConnection>,
  signal: AbortSignal | undefined,
): Promise<ConnectionLease> {
  if (connections !== undefined) return connections.lease(node, () => open({}), signal);
  const connection = await open({ signal });
  return { ...connection, release: () => connection.client.close() };
}

function leave(shared: Shared): void {
  shared.users--;
  shared.opening.then(
    ({ stream }) => {
      if (shared.users === 0) keepAlive(stream, false);
    },
    () => undefined,
  );
}

function keepAlive(stream: Duplex & { ref?(): unknown; unref?(): unknown }, on: boolean): void {
  if (on) stream.ref?.();
  else stream.unref?.();
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
