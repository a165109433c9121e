import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import tls from "node:tls";

/** How long a proxy may take to open a way, milliseconds. */
const tunnelTimeout = 30_000;

/** Opens a way through a proxy to a host and port. Rejects with an error that names the proxy, without its password. */
export async function openTunnel(proxy: URL, host: string, port: number): Promise<net.Socket> {
  const shown = `${proxy.protocol}//${proxy.host}`;
  try {
    return proxy.protocol.startsWith("socks")
      ? await throughSocks(proxy, host, port)
      : await throughHttp(proxy, host, port);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`proxy ${shown}: ${reason}`, { cause });
  }
}

function throughHttp(proxy: URL, host: string, port: number): Promise<net.Socket> {
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const user = userOf(proxy);
  const secure = proxy.protocol === "https:";
  const hostname = proxy.hostname.replace(/^\[(.*)\]$/, "$1");
  const options = { host: hostname, port: Number(proxy.port) || (secure ? 443 : 80) };
  return new Promise((resolve, reject) => {
    const request = http.request({
      ...options,
      method: "CONNECT",
      path: authority,
      timeout: tunnelTimeout,
      agent: false,
      headers: {
        host: authority,
        ...(user && {
          "proxy-authorization": `Basic ${Buffer.from(`${user.name}:${user.password}`).toString("base64")}`,
        }),
      },
      createConnection: () =>
        secure
          ? tls.connect({ ...options, ...(net.isIP(hostname) === 0 ? { servername: hostname } : {}) })
          : net.connect(options),
    });
    request.once("connect", (answer, socket: net.Socket) => {
      socket.setTimeout(0);
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`it answered CONNECT with ${answer.statusCode} ${answer.statusMessage ?? ""}`.trim()));
    });
    request.once("timeout", () => request.destroy(new Error("no answer")));
    request.once("response", (answer) => reject(new Error(`it answered CONNECT with ${answer.statusCode}`)));
    request.once("error", reject);
    request.end();
  });
}

/** SOCKS 5 (RFC 1928, 1929). Names are resolved by the proxy. */
async function throughSocks(proxy: URL, host: string, port: number): Promise<net.Socket> {
  const socket = net.connect({
    host: proxy.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(proxy.port) || 1080,
    timeout: tunnelTimeout,
  });
  socket.once("timeout", () => socket.destroy(new Error("no answer")));
  try {
    await once(socket, "connect");
    const user = userOf(proxy);
    socket.write(Uint8Array.from(user === undefined ? [5, 1, 0] : [5, 2, 0, 2]));
    const [, method] = await take(socket, 2);
    if (method === 2 && user !== undefined) {
      socket.write(Buffer.concat([Buffer.from([1]), counted(user.name), counted(user.password)]));
      const [, refused] = await take(socket, 2);
      if (refused !== 0) throw new Error("it refuses the user");
    } else if (method !== 0) throw new Error("it wants another way to log in");
    socket.write(
      Buffer.concat([Buffer.from([5, 1, 0, 3]), counted(host), Buffer.from([port >> 8, port & 0xff])]),
    );
    const [, status, , kind, length = 0] = await take(socket, 5);
    if (status !== 0) throw new Error(`it cannot reach ${host}:${port} (${status})`);
    await take(socket, (kind === 1 ? 3 : kind === 4 ? 15 : length) + 2);
    socket.setTimeout(0);
    return socket;
  } catch (error) {
    socket.on("error", () => undefined).destroy();
    throw error;
  }
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8").subarray(0, 255);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

async function take(socket: net.Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes: Buffer | null = socket.read(length);
    if (bytes?.length === length) return bytes;
    if (bytes !== null || socket.readableEnded) throw new Error("it closed the connection");
    await Promise.race([once(socket, "readable"), once(socket, "end")]);
  }
}

function userOf(proxy: URL): { readonly name: string; readonly password: string } | undefined {
  if (proxy.username === "") return undefined;
  return { name: decodeURIComponent(proxy.username), password: decodeURIComponent(proxy.password) };
}
