import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { socketDial } from "../dial/dial-socket.js";
import { EngineHttp } from "./engine-http.js";
import type { EngineRequest } from "./engine-request.js";

// Failures that a real engine cannot be made to have on cue; the rest is tested against one in test/engine.

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let directory: string;
let server: http.Server;
let handler: Handler;
let connections: Socket[];
let requests: string[];
let client: EngineHttp;

function connect(options: { apiVersion?: string; headers?: Record<string, string> } = {}): EngineHttp {
  const path = join(directory, "engine.sock");
  const host = `unix://${path}`;
  const dial = socketDial({ kind: "path", path }, undefined, host, 1000);
  return new EngineHttp({ dial, host, authority: "docker", timeout: 1000, ...options });
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-http-"));
  connections = [];
  requests = [];
  server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (request.url === "/_ping") response.setHeader("Api-Version", "1.41").end("OK");
    else handler(request, response);
  });
  server.on("connection", (socket: Socket) => connections.push(socket));
  server.listen(join(directory, "engine.sock"));
  await once(server, "listening");
  client = connect();
});
afterEach(async () => {
  client.close();
  server.closeAllConnections();
  for (const socket of connections) socket.destroy();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

/** Whatever is JSON will do. */
const json = (request: EngineRequest) => client.json(request, () => undefined);
const get = (path: string) => ({ method: "GET", path }) as const;

describe("version negotiation", () => {
  const answering = async (version: string | undefined): Promise<string> => {
    server.removeAllListeners("request");
    server.on("request", (_request, response: ServerResponse) => {
      if (version !== undefined) response.setHeader("Api-Version", version);
      response.end("OK");
    });
    return client.apiVersion();
  };

  it.each([
    ["1.41", "1.41"],
    ["1.50", "1.50"],
    ["1.99", "1.55"],
    [undefined, "1.41"],
  ])("an engine of %s is spoken to in %s", async (offered, used) => {
    expect(await answering(offered)).toBe(used);
  });

  it("refuses an engine that is too old", async () => {
    await expect(answering("1.40")).rejects.toMatchObject({ code: "unsupported" });
  });

  it("happens once, for calls at the same time too", async () => {
    handler = (_request, response) => response.end("{}");
    await Promise.all([json(get("/a")), json(get("/b"))]);
    await json(get("/c"));
    expect(requests.filter((request) => request.endsWith("_ping"))).toHaveLength(1);
    expect(requests).toContain("GET /v1.41/c");
  });

  it("is left out when the version is given", async () => {
    handler = (_request, response) => response.end("{}");
    client = connect({ apiVersion: "1.43" });
    await json(get("/a"));
    expect(requests).toEqual(["GET /v1.43/a"]);
  });

  it("is tried again after it failed", async () => {
    const socket = join(directory, "engine.sock");
    const late = join(directory, "late.sock");
    const host = `unix://${late}`;
    client = new EngineHttp({
      dial: socketDial({ kind: "path", path: late }, undefined, host, 1000),
      host,
      authority: "docker",
      timeout: 1000,
    });
    await expect(client.apiVersion()).rejects.toMatchObject({
      code: "engine-unreachable",
      message: `Cannot connect to the Docker daemon at ${host}. Is the docker daemon running? (no such file or directory)`,
    });
    const { rename } = await import("node:fs/promises");
    await rename(socket, late);
    expect(await client.apiVersion()).toBe("1.41");
  });
});

describe("a request", () => {
  it("shares one connection with the next, and carries the configured headers", async () => {
    let seen: http.IncomingHttpHeaders = {};
    handler = (request, response) => {
      seen = request.headers;
      response.end("{}");
    };
    client = connect({ headers: { "X-Meta": "1" } });
    for (const path of ["/a", "/b", "/c"]) await json(get(path));
    expect(connections).toHaveLength(1);
    expect(seen).toMatchObject({ "x-meta": "1", host: "docker", "user-agent": "slipway" });
  });

  it("is sent again when the idle connection it took was closed just then", async () => {
    let calls = 0;
    handler = (request, response) => {
      calls += 1;
      if (calls === 2) request.socket.destroy();
      else response.end("{}");
    };
    await json(get("/a"));
    await json(get("/b"));
    expect(connections).toHaveLength(2);
  });

  it.each([
    [
      404,
      '{"message":"No such container: x"}',
      "not-found",
      "Error response from daemon: No such container: x",
    ],
    [
      409,
      '{"message":"name is already in use"}',
      "already-exists",
      "Error response from daemon: name is already in use",
    ],
    [
      409,
      '{"message":"Container x is not running"}',
      "engine-error",
      "Error response from daemon: Container x is not running",
    ],
    [500, "proxy says no", "engine-error", "Error response from daemon: proxy says no"],
    [503, "", "engine-error", "Error response from daemon: HTTP status 503"],
  ])("answered with %i %s fails as %s", async (status, body, code, message) => {
    handler = (_request, response) => response.writeHead(status).end(body);
    await expect(json(get("/x"))).rejects.toMatchObject({ code, message, details: { status } });
  });

  it("to a daemon that wants TLS says so", async () => {
    handler = (_request, response) =>
      response.writeHead(400).end("Client sent an HTTP request to an HTTPS server.\n");
    await expect(json(get("/x"))).rejects.toMatchObject({ code: "engine-unreachable" });
  });

  it("whose answer is no JSON fails as protocol-error", async () => {
    handler = (_request, response) => response.end("<html>");
    await expect(json(get("/x"))).rejects.toMatchObject({ code: "protocol-error" });
  });

  it("whose connection breaks fails as connection-lost", async () => {
    handler = (request) => request.socket.destroy();
    await expect(json({ method: "POST", path: "/x" })).rejects.toMatchObject({
      code: "connection-lost",
    });
    handler = (_request, response) => {
      response.write("{");
      setTimeout(() => response.destroy(), 20);
    };
    await expect(json(get("/x"))).rejects.toMatchObject({ code: "connection-lost" });
  });

  it.each(["before", "during"])(
    "ends with its signal %s the answer, and its connection with it",
    async (when) => {
      handler = (_request, response) => {
        if (when === "during") response.write("{");
      };
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      await expect(json({ ...get("/x"), signal: controller.signal })).rejects.toMatchObject({
        code: "canceled",
      });
      const [socket] = connections;
      if (socket && !socket.closed) await once(socket, "close");
    },
  );

  it("is not sent when its signal has aborted already", async () => {
    await expect(json({ ...get("/x"), signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "canceled",
    });
    expect(requests).toEqual([]);
  });

  it.each(["before", "during"])("ends with its time limit %s the answer", async (when) => {
    handler = (_request, response) => {
      if (when === "during") response.write("{");
    };
    await expect(json({ ...get("/x"), timeout: 50 })).rejects.toMatchObject({
      code: "timeout",
      message: "the Docker daemon did not finish GET /x in 0.05 s",
    });
  });
});

describe("a streamed body", () => {
  const load = (body: Readable) => client.discard({ method: "POST", path: "/images/load", body });

  it("that fails ends the request with its own error", async () => {
    handler = (request) => request.resume();
    const body = Readable.from(
      (async function* () {
        yield Buffer.from("a");
        throw new Error("the archive is damaged");
      })(),
    );
    await expect(load(body)).rejects.toMatchObject({ code: "io-error", message: "the archive is damaged" });
  });

  it("is no longer read once the daemon has refused it", async () => {
    handler = (_request, response) => response.writeHead(500).end('{"message":"no space left"}');
    const body = new Readable({ read: () => undefined });
    body.push(Buffer.alloc(1 << 20));
    const endless = setInterval(() => body.destroyed || body.push(Buffer.alloc(1 << 16)), 1);
    await expect(load(body)).rejects.toThrow("no space left");
    if (!body.closed) await new Promise((resolve) => body.on("close", resolve));
    clearInterval(endless);
  });

  it("waits for a daemon that reads slowly", async () => {
    handler = (request, response) => {
      setTimeout(() => request.resume(), 100);
      request.on("end", () => response.end());
    };
    let produced = 0;
    let most = 0;
    const body = new Readable({
      read() {
        produced += 1 << 16;
        this.push(produced > 1 << 25 ? null : Buffer.alloc(1 << 16));
      },
    });
    const watch = setTimeout(() => {
      most = produced;
    }, 80);
    await load(body);
    clearTimeout(watch);
    expect(most).toBeLessThan(1 << 22);
  });
});

describe("an upgrade", () => {
  it("that the daemon does not do is a protocol-error", async () => {
    handler = (_request, response) => response.end("fine");
    const request = {
      method: "POST",
      path: "/grpc",
      headers: { Connection: "Upgrade", Upgrade: "h2c" },
    } as const;
    await expect(client.upgrade(request, () => 1)).rejects.toMatchObject({ code: "protocol-error" });
  });
});
