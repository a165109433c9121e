import { once } from "node:events";
import net from "node:net";
import { join } from "node:path";
import { Transform } from "node:stream";
import tls from "node:tls";
import { lab, onCleanup, temporaryDirectory } from "../support/index.js";

/** Something that passes connections on to the engine. */
export interface EngineProxy {
  /** The docker host URL it listens at. */
  readonly host: string;
  /** How many connections were made to it. */
  readonly connections: () => number;
  /** How many of them are still open. */
  readonly open: () => number;
  /** Breaks every connection. */
  readonly breakAll: () => void;
  /** Keeps the next request whose head matches from the engine, for good; resolves when it has come. */
  readonly hold: (head: RegExp) => Promise<void>;
}

/** A proxy at a unix socket, at a TCP port, or with `tlsOptions` at a TLS port of 127.0.0.1. */
export async function engineProxy(kind: "unix" | "tcp", tlsOptions?: tls.TlsOptions): Promise<EngineProxy> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  let held: { readonly head: RegExp; readonly come: () => void } | undefined;
  const gate = () =>
    new Transform({
      transform(chunk: Buffer, _encoding, pass) {
        if (held?.head.test(chunk.toString("latin1")) !== true) return pass(null, chunk);
        held.come();
        held = undefined;
      },
    });
  const server = tlsOptions === undefined ? net.createServer() : tls.createServer(tlsOptions);
  server.on(tlsOptions === undefined ? "connection" : "secureConnection", (socket: net.Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.allowHalfOpen = true;
    const upstream = net.connect({ ...engineAddress(), allowHalfOpen: true });
    socket
      .on("error", () => upstream.destroy())
      .on("close", () => {
        sockets.delete(socket);
        upstream.destroy();
      });
    upstream.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    socket.pipe(gate()).pipe(upstream).pipe(socket);
  });
  const path = join(temporaryDirectory("proxy"), "engine.sock");
  server.listen(kind === "unix" ? { path } : { port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const breakAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const hold = (head: RegExp): Promise<void> =>
    new Promise((come) => {
      held = { head, come };
    });
  onCleanup(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const host =
    typeof address === "string" || address === null ? `unix://${path}` : `tcp://127.0.0.1:${address.port}`;
  return { host, connections: () => connections, open: () => sockets.size, breakAll, hold };
}

function engineAddress(): net.NetConnectOpts {
  const url = new URL(lab.engineHost);
  return url.protocol === "unix:" ? { path: url.pathname } : { host: url.hostname, port: Number(url.port) };
}
