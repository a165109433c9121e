import type { Socket } from "node:net";
import type { SecureContext, TLSSocket } from "node:tls";
import { HttpConnection } from "./http-connection.js";
import { type TlsSettings, tlsOptions } from "./tls-settings.js";

/** Idle connections to one server that are kept. */
const idleAtMost = 8;
/** Milliseconds. Servers close idle connections themselves after five seconds or more. */
const idleTime = 4000;
/** Bytes that are taken to be sent before the sender is told to wait, which a large piece is by itself. */
const sendingAtMost = 64 * 1024;

/** Connections to servers that are reached by the same settings, kept for the requests to come. */
export class ConnectionPool {
  readonly #tls: TlsSettings;
  readonly #idle = new Map<string, HttpConnection[]>();
  readonly #sessions = new Map<string, Buffer>();
  #context: SecureContext | undefined;

  constructor(tls: TlsSettings) {
    this.#tls = tls;
  }

  /**
   * A connection that carries nothing, the one used last if one is idle. Without TLS it need not be there yet. Rejects with
   * what connecting failed with, or the signal's reason.
   */
  async take(url: URL, signal: AbortSignal): Promise<HttpConnection> {
    const idle = this.#idle.get(url.origin) ?? [];
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.socket.destroyed) continue;
      connection.socket.setTimeout(0).ref();
      return connection;
    }
    return url.protocol === "https:" ? this.#openSecure(url, signal) : this.#openPlain(url);
  }

  #keep(origin: string, connection: HttpConnection): void {
    const idle = (this.#idle.get(origin) ?? []).filter(({ socket }) => !socket.destroyed);
    this.#idle.set(origin, idle);
    if (idle.push(connection) > idleAtMost) idle.shift()?.socket.destroy();
    connection.socket.setTimeout(idleTime).unref();
  }

  async #openPlain(url: URL): Promise<HttpConnection> {
    const { connect } = await import("node:net");
    const options = { ...addressOf(url, 80), noDelay: true, keepAlive: true };
    const connection = new HttpConnection(
      (onread) => connect({ ...options, onread, writableHighWaterMark: sendingAtMost } as typeof options),
      (idle) => this.#keep(url.origin, idle),
    );
    connection.socket.on("timeout", () => connection.socket.destroy());
    return connection;
  }

  async #openSecure(url: URL, signal: AbortSignal): Promise<HttpConnection> {
    const [{ connect, createSecureContext }, { isIP }] = await Promise.all([
      import("node:tls"),
      import("node:net"),
    ]);
    const options = await tlsOptions(this.#tls);
    this.#context ??= createSecureContext(options);
    const { host, port } = addressOf(url, 443);
    const socket: TLSSocket = connect({
      host,
      port,
      servername: isIP(host) === 0 ? host : "",
      secureContext: this.#context,
      ALPNProtocols: ["http/1.1"],
      session: this.#sessions.get(url.origin),
      rejectUnauthorized: options.rejectUnauthorized !== false,
    });
    socket.setNoDelay(true).setKeepAlive(true);
    socket.on("session", (session: Buffer) => this.#sessions.set(url.origin, session));
    await secured(socket, signal);
    const connection = new HttpConnection(
      () => socket,
      (idle) => this.#keep(url.origin, idle),
    );
    socket.on("timeout", () => socket.destroy());
    return connection;
  }
}

function secured(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(signal.reason);
    const done = (settle: () => void) => {
      signal.removeEventListener("abort", abort);
      socket.off("secureConnect", secure).off("error", fail).off("close", close);
      settle();
    };
    const secure = () => done(resolve);
    const fail = (error: Error) => done(() => reject(error));
    const close = () => fail(new Error("the server closed the connection while it was secured"));
    socket.on("secureConnect", secure).on("error", fail).on("close", close);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
  });
}

function addressOf({ hostname, port }: URL, usual: number): { readonly host: string; readonly port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? usual : Number(port) };
}
