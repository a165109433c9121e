import type { Duplex } from "node:stream";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import type { Driver, DriverOperationOptions } from "../../driver/contract/driver.js";
import { canceledError } from "../../errors/index.js";
import { unlessAborted } from "../../util/unless-aborted.js";
import type { BuilderOptions } from "../types.js";
import type { ConnectionSettings } from "./connection-settings.js";

/** An open connection to a daemon. */
export interface DaemonConnection {
  readonly client: BuildKitClient;
  /** What the client speaks over. */
  readonly stream: Duplex;
  /** Knows the daemon's end of this connection. */
  readonly driver: Driver;
}

/** What an operation on a builder that has open connections is given beside the rest. */
export interface ConnectedOptions extends BuilderOptions {
  /** Connections to use and to leave open. */
  readonly connections?: ConnectionPool | undefined;
}

/** A connection in use. */
export interface ConnectionLease extends DaemonConnection {
  release(): void;
}

/** Opens a connection under a signal that may call it off. */
export type OpenConnection = (options: DriverOperationOptions) => Promise<DaemonConnection>;

interface Shared {
  readonly opening: Promise<DaemonConnection>;
  users: number;
}

/**
 * Keeps one connection to each daemon of a builder and lends it to all builds. A connection that broke is replaced when
 * it is wanted again; one that nobody uses does not keep the process alive.
 */
export class ConnectionPool {
  readonly #shared = new Map<string, Shared>();
  #closing = new AbortController();
  readonly #opening = new Set<Promise<unknown>>();

  /** @param settings of the connections that are opened for it */
  constructor(readonly settings: ConnectionSettings = {}) {}

  /**
   * @param key names the daemon; see `connectionKey`
   * @param open opens a connection; it serves whoever comes next too, so that no single build may call it off, only the
   * end of the pool, whose signal it is given
   */
  async lease(key: string, open: OpenConnection, signal: AbortSignal | undefined): Promise<ConnectionLease> {
    const shared = this.#shared.get(key) ?? this.#open(key, open);
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

  /**
   * Ends all connections, and those that are being opened. Builds that run on them fail. Resolves, and never rejects, when
   * nothing is being opened any more: what a boot that was called off has made is gone by then.
   */
  async close(): Promise<void> {
    this.#closing.abort(canceledError());
    this.#closing = new AbortController();
    const all = [...this.#shared.values()];
    this.#shared.clear();
    for (const { opening } of all) {
      opening.then(
        ({ client }) => client.close(),
        () => undefined,
      );
    }
    await Promise.allSettled(this.#opening);
  }

  #open(key: string, open: OpenConnection): Shared {
    const shared: Shared = { opening: open({ signal: this.#closing.signal }), users: 0 };
    this.#opening.add(shared.opening);
    const opened = () => this.#opening.delete(shared.opening);
    shared.opening.then(opened, opened);
    this.#shared.set(key, shared);
    const forget = () => {
      if (this.#shared.get(key) === shared) this.#shared.delete(key);
    };
    shared.opening.then(({ client }) => client.channel.closed).then(forget, forget);
    return shared;
  }
}

/**
 * A connection to a node: one that `connections` keeps, or else one of the caller's own, which `release` closes.
 *
 * @param key under which it is kept; undefined for one that nobody else may use
 * @param open is given `signal` for a connection that is the caller's own; a kept one serves whoever comes next too
 */
export async function leaseFrom(
  connections: ConnectionPool | undefined,
  key: string | undefined,
  open: OpenConnection,
  signal: AbortSignal | undefined,
): Promise<ConnectionLease> {
  if (connections !== undefined && key !== undefined) return connections.lease(key, open, signal);
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
