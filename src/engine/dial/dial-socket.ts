import net from "node:net";
import tls from "node:tls";
import type { HostAddress } from "../endpoint/parse-host.js";
import type { TlsMaterial } from "../endpoint/tls-material.js";
import type { Dial } from "./dial.js";
import { connectTimeout, unreachable } from "./unreachable.js";

/**
 * Milliseconds of silence after which the system asks the machine at the other end for a sign of life. Most calls wait for
 * an engine without a limit, and nothing else tells that its machine is gone.
 */
const TCP_KEEP_ALIVE_MS = 30_000;

/** An address that a socket connects to. */
export type SocketAddress = Extract<HostAddress, { kind: "path" | "tcp" }>;

/**
 * Dials a unix socket, a named pipe or a TCP port.
 *
 * @param material TLS material of a TCP port; plain TCP when undefined
 * @param host the endpoint as messages name it
 * @param timeout milliseconds until a connection that does not come about is given up
 */
export function socketDial(
  address: SocketAddress,
  material: TlsMaterial | undefined,
  host: string,
  timeout: number,
): Dial {
  return () =>
    new Promise((resolve, reject) => {
      const secure = address.kind === "tcp" && material !== undefined;
      const socket = secure ? tls.connect(tlsOptions(address, material)) : net.connect(tcpOptions(address));
      const timer = setTimeout(() => {
        socket.destroy();
        reject(connectTimeout(host, timeout));
      }, timeout);
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(unreachable(host, error));
      };
      socket.once("error", fail);
      socket.once(secure ? "secureConnect" : "connect", () => {
        clearTimeout(timer);
        socket.off("error", fail);
        if (address.kind === "tcp") socket.setNoDelay(true).setKeepAlive(true, TCP_KEEP_ALIVE_MS);
        resolve(socket);
      });
    });
}

function tcpOptions(address: SocketAddress): net.NetConnectOpts {
  if (address.kind === "path") return { path: address.path };
  return { host: address.hostname, port: address.port };
}

function tlsOptions(
  address: Extract<SocketAddress, { kind: "tcp" }>,
  { ca, cert, key, verify }: TlsMaterial,
): tls.ConnectionOptions {
  const { hostname, port } = address;
  return {
    host: hostname,
    port,
    ...(net.isIP(hostname) === 0 && { servername: hostname }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    rejectUnauthorized: verify,
  };
}
