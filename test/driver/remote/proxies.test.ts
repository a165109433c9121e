import { once } from "node:events";
import { createSecureServer } from "node:http2";
import { connect } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { createServer, type TLSSocket } from "node:tls";
import { beforeAll, describe, expect, test } from "vitest";
import { openBuildKit } from "../../../src/buildkit/client/index.js";
import type { Driver } from "../../../src/driver/contract/driver.js";
import { driverFactory } from "../../../src/driver/registry.js";
import { type Certificates, makeCertificates } from "../../engine/certificates.js";
import { onCleanup } from "../../support/index.js";
import { socketDaemon, startContainer } from "./daemon.js";

const certificates: Certificates = makeCertificates();
const { cert, key } = certificates;

async function remote(port: number, options: Readonly<Record<string, string>> = {}): Promise<Driver> {
  return driverFactory("remote").create({
    node: "n0",
    endpoint: `tcp://127.0.0.1:${port}`,
    engine: () => Promise.reject(new Error("a remote builder needs no engine")),
    options: { cacert: join(certificates.clientDirectory, "ca.pem"), ...options },
    flags: [],
    files: new Map(),
    env: process.env,
  });
}

/** What listens on a free port until the test file is through. */
async function listening(server: { listen(port: number, host: string): unknown; close(): unknown }) {
  const events = server as unknown as import("node:net").Server;
  events.listen(0, "127.0.0.1");
  await once(events, "listening");
  onCleanup(() => void events.close());
  return (events.address() as { port: number }).port;
}

describe("a proxy that goes by names", () => {
  test.each([
    ["the endpoint's host and port", {}, (port: number) => `127.0.0.1:${port}`],
    ["servername", { servername: "bk.test" }, () => "bk.test"],
  ])("is told %s", async (_what, options, expected) => {
    const seen: (string | undefined)[] = [];
    // HTTP/2 alone is spoken, and only with who says so in the handshake.
    const server = createSecureServer({ cert, key, allowHTTP1: false });
    server.on("stream", (stream, headers) => {
      seen.push(headers[":authority"]);
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "12" }));
      stream.end();
    });
    const port = await listening(server);
    await (await remote(port, options)).boot();
    expect(seen).toEqual([expected(port)]);
  });
});

describe("a proxy in front of a daemon", () => {
  let path = "";
  beforeAll(async () => {
    const { endpoint, container } = await socketDaemon();
    await startContainer(container);
    path = endpoint.replace("unix://", "");
  });

  /** Leads connections on to the daemon, those that it takes. */
  async function proxy(
    protocols: string[] | undefined,
    takes: (socket: TLSSocket) => boolean,
  ): Promise<number> {
    const server = createServer({ cert, key, ...(protocols && { ALPNProtocols: protocols }) }, (client) => {
      if (!takes(client)) return void client.destroy();
      const daemon = connect(path);
      pipeline(client, daemon, client, () => undefined);
    });
    server.on("tlsClientError", () => undefined);
    return listening(server);
  }

  test.each([
    ["wants HTTP/2 to be named", ["h2"], (socket: TLSSocket) => socket.alpnProtocol === "h2"],
    ["has no list of protocols", undefined, () => true],
    ["has a list without HTTP/2", ["http/1.1"], () => true],
  ])("leads to it when it %s", async (_what, protocols, takes) => {
    const driver = await remote(await proxy(protocols, takes));
    await driver.boot();
    const client = openBuildKit(await driver.connect(), { authority: driver.authority });
    expect(await client.listWorkers()).not.toEqual([]);
    client.close();
  });

  test("that speaks no TLS is told as such", async () => {
    const { createServer: createPlain } = await import("node:net");
    const port = await listening(
      createPlain((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    );
    await expect((await remote(port)).boot()).rejects.toMatchObject({
      code: "daemon-unreachable",
      hint: "the endpoint does not speak TLS as the driver options ask for",
    });
  });
});

test("certificate and key that are not a pair are refused", async () => {
  const other = makeCertificates();
  const pair = {
    cert: join(certificates.clientDirectory, "cert.pem"),
    key: join(other.clientDirectory, "key.pem"),
  };
  await expect((await remote(1, pair)).boot()).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringContaining("error loading tls config: could not read certificate/key: "),
  });
});
