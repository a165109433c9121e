import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { lab, onCleanup, temporaryDirectory } from "../support/index.js";

type EngineAddress = { readonly socketPath: string } | { readonly host: string; readonly port: string };

/** An address of this machine that is not its loopback, which every engine takes for unsafe anyway. */
export function machineAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

/**
 * The lab's engine, with the settings that a differently configured one would tell in its `info`. Resolves with its
 * docker host URL.
 *
 * @param pull takes the place of pulling an image
 */
export async function configuredEngine(
  settings: Readonly<Record<string, unknown>>,
  pull?: (reference: string) => Promise<void>,
): Promise<string> {
  const path = join(temporaryDirectory("engine"), "engine.sock");
  const server = http.createServer((request, response) => {
    const { method, url, headers } = request;
    const [, query] = /^(?:\/v[\d.]+)?\/images\/create\?(.*)$/.exec(url ?? "") ?? [];
    if (pull !== undefined && query !== undefined) {
      const { fromImage, tag } = Object.fromEntries(new URLSearchParams(query));
      pull(`${fromImage}:${tag}`).then(
        () => response.end("{}\n"),
        () => response.destroy(),
      );
      return;
    }
    const isInfo = /^(\/v[\d.]+)?\/info$/.test(url ?? "");
    const outgoing = http.request({ ...engineAddress(), method, path: url, headers });
    outgoing.on("error", () => response.destroy());
    response.on("close", () => outgoing.destroy());
    outgoing.on("response", async (answer) => {
      if (!isInfo) {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        return answer.pipe(response);
      }
      const info = JSON.parse(Buffer.concat(await answer.toArray()).toString("utf8"));
      return response
        .setHeader("Content-Type", "application/json")
        .end(JSON.stringify({ ...info, ...settings }));
    });
    request.pipe(outgoing);
  });
  server.on("upgrade", (request, socket, head) => {
    const { method, url, rawHeaders } = request;
    const address = engineAddress();
    const upstream =
      "socketPath" in address
        ? net.connect(address.socketPath)
        : net.connect(Number(address.port), address.host);
    const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
    upstream.write(`${[`${method} ${url} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`);
    upstream.write(head);
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  server.listen({ path });
  await once(server, "listening");
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return `unix://${path}`;
}

function engineAddress(): EngineAddress {
  const { protocol, pathname, hostname, port } = new URL(lab.engineHost);
  return protocol === "unix:" ? { socketPath: pathname } : { host: hostname, port };
}

/**
 * The lab's registry at a port of its own, in TLS with a certificate and in HTTP without. Resolves with `HOST:PORT`, and
 * with what was asked of it.
 */
export async function registryAt(
  address: string,
  tls?: { readonly cert: Buffer; readonly key: Buffer },
): Promise<{ readonly host: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const pass: http.RequestListener = (request, response) => {
    const { method, url, headers } = request;
    asked.push(`${method} ${url}`);
    const forwarded = { ...headers, "x-forwarded-proto": tls === undefined ? "http" : "https" };
    const outgoing = http.request(
      `http://${lab.registry}${url}`,
      { method, headers: forwarded },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.on("error", () => response.destroy());
    request.pipe(outgoing);
  };
  const server = tls === undefined ? http.createServer(pass) : https.createServer(tls, pass);
  server.listen(0, address);
  await once(server, "listening");
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `${address}:${(server.address() as AddressInfo).port}`, asked };
}

/** An HTTP proxy that answers for one host which nobody else knows. Resolves with its URL. */
export async function proxyFor(name: string, content: string): Promise<string> {
  const server = http.createServer((request, response) => {
    const isKnown = request.url?.startsWith(`http://${name}/`) ?? false;
    response.writeHead(isKnown ? 200 : 502).end(isKnown ? content : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
