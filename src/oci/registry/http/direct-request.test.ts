import { randomBytes } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createBareServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { giveBack, lendBuffer } from "./lent-buffers.js";
import { proxiedFetch } from "./proxied-fetch.js";

const content = randomBytes(5_000_001);
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function get(listener: RequestListener, signal = new AbortController().signal) {
  const made = createServer(listener);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  const url = new URL(`http://127.0.0.1:${(made.address() as AddressInfo).port}/`);
  const { body } = await proxiedFetch({})(url, { method: "GET", headers: {}, signal });
  if (body === null) throw new Error("no body");
  return body;
}

const whole: RequestListener = (_, response) => {
  response.writeHead(200, { "Content-Length": content.length }).end(content);
};

/** As one who sends the pieces on: each is given back when it has been seen. */
async function read(body: AsyncIterable<Uint8Array>, pause = 0): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) {
    pieces.push(Buffer.from(piece));
    giveBack(piece);
    if (pause > 0) await sleep(pause);
  }
  return Buffer.concat(pieces);
}

test.each([0, 5])("a large body is whole, in pieces that are used again, %i ms apart", async (pause) => {
  const body = await get(whole);
  expect((await read(body, pause)).equals(content)).toBe(true);
});

test("bodies at the same time do not get into each other's buffers", async () => {
  const first = await get(whole);
  const before = server;
  const other = Buffer.alloc(content.length, 7);
  const second = await get((_, response) => {
    response.writeHead(200, { "Content-Length": other.length }).end(other);
  });
  const [one, two] = await Promise.all([read(first, 1), read(second, 1)]);
  before?.closeAllConnections();
  before?.close();
  expect([one.equals(content), two.equals(other)]).toEqual([true, true]);
});

test.each<[string, RequestListener]>([
  ["small", (_, response) => void response.writeHead(200, { "Content-Length": 5 }).end("small")],
  ["of an unknown length", (_, response) => void response.writeHead(200).end("small")],
])("a body that is %s is whole", async (_what, listener) => {
  expect((await read(await get(listener))).toString()).toBe("small");
});

test("a body that is cut fails as a broken connection, after what has come", async () => {
  const body = await get((_, response) => {
    response.writeHead(200, { "Content-Length": content.length });
    response.write(content.subarray(0, 2_000_000), () => response.destroy());
  });
  let length = 0;
  const reading = (async () => {
    for await (const piece of body) length += piece.length;
  })();
  await expect(reading).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(length).toBe(2_000_000);
});

test("a reader that stops closes the connection, one that is called off fails", async () => {
  let closed = () => {};
  const isClosed = new Promise<void>((resolve) => (closed = resolve));
  const endless: RequestListener = (request, response) => {
    request.socket.once("close", closed);
    response.writeHead(200, { "Content-Length": 1e12 }).write(content);
  };
  for await (const _ of await get(endless)) break;
  await isClosed;
  server?.close();
  const abort = new AbortController();
  const body = await get(endless, abort.signal);
  const reading = read(body);
  setTimeout(() => abort.abort(), 20);
  await expect(reading).rejects.toThrow();
});

test("a server that is not read from is made to wait", async () => {
  let sent = 0;
  const body = await get((_, response) => {
    response.writeHead(200, { "Content-Length": 1e12 });
    const go = () => {
      while (response.write(content)) sent += content.length;
      sent += content.length;
      response.once("drain", go);
    };
    go();
  });
  const reading = body[Symbol.asyncIterator]();
  await reading.next();
  await sleep(300);
  // What the system's own buffers take; without waiting it would be gigabytes.
  expect(sent).toBeLessThan(100_000_000);
  await reading.return?.();
});

test("a buffer is lent to one at a time", () => {
  const [first, second] = [lendBuffer(), lendBuffer()];
  giveBack(first.subarray(3));
  giveBack(first);
  const again = [lendBuffer(), lendBuffer()];
  expect(new Set([second, ...again].map(({ buffer }) => buffer)).size).toBe(3);
  for (const buffer of [second, ...again]) giveBack(buffer);
  giveBack(Buffer.from("never lent"));
});

describe("connections", () => {
  const signal = new AbortController().signal;

  /** A server that answers each request by hand. Says how many connections it has had. */
  async function bare(answer: (socket: Socket, request: string, count: number) => void) {
    const sockets: Socket[] = [];
    let count = 0;
    const made = createBareServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.on("data", (data) => answer(socket, data.toString("latin1"), ++count));
    });
    await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
    bareServers.push({ close: () => sockets.map((socket) => socket.destroy()) && made.close() });
    const url = new URL(`http://127.0.0.1:${(made.address() as AddressInfo).port}/path?query`);
    const fetch = proxiedFetch({});
    const ask = async (method = "GET", body?: Uint8Array | AsyncIterable<Uint8Array>, headers = {}) => {
      const answer = await fetch(url, { method, headers, body, signal });
      const text = answer.body === null ? "" : (await read(answer.body)).toString();
      return `${answer.status} ${text}`;
    };
    return { ask, sockets };
  }
  const bareServers: { close(): void }[] = [];
  afterEach(() => {
    for (const made of bareServers.splice(0)) made.close();
  });
  const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  test("are used again, also after a large answer and one without content", async () => {
    const answers = [
      ok,
      `HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n${"x".repeat(2_000_000)}`,
      "HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ];
    const { ask, sockets } = await bare((socket, _, count) => socket.write(answers[count - 1] ?? ok));
    expect(await ask()).toBe("200 ok");
    expect((await ask()).length).toBe(2_000_004);
    expect(await ask("HEAD")).toBe("404 ");
    expect(await ask("DELETE")).toBe("204 ");
    expect(await ask()).toBe("200 ok");
    expect(sockets).toHaveLength(1);
  });

  test.each<[string, string]>([
    ["says that it closes them", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"],
    ["sends more than it said", `${ok}more`],
  ])("are not used again when the server %s", async (_what, answer) => {
    const { ask, sockets } = await bare((socket) => socket.write(answer));
    expect([await ask(), await ask()]).toEqual(["200 ok", "200 ok"]);
    expect(sockets).toHaveLength(2);
  });

  test("that end with their answer give all of it", async () => {
    const { ask } = await bare((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nto the end"));
    expect(await ask()).toBe("200 to the end");
  });

  test("that were closed while nobody used them cost a request nothing", async () => {
    const { ask, sockets } = await bare((socket, _, count) => {
      if (count === 2) socket.destroy();
      else socket.write(ok);
    });
    expect([await ask(), await ask("PUT", Buffer.from("all of it"))]).toEqual(["200 ok", "200 ok"]);
    expect(sockets).toHaveLength(2);
  });

  test("carry the length of what is sent, as the caller has it or as it is", async () => {
    const heads: string[] = [];
    const { ask } = await bare((socket, request) => {
      if (/^[A-Z]/.test(request)) heads.push(request.slice(0, request.indexOf("\r\n\r\n")));
      socket.write(ok);
    });
    await ask("POST");
    await ask("PUT", Buffer.from("abc"));
    await ask("PUT", Buffer.from("abc"), { "content-length": "3" });
    const lengths = heads.map((head) => head.match(/content-length: \d+/gi));
    expect(lengths).toEqual([["Content-Length: 0"], ["Content-Length: 3"], ["content-length: 3"]]);
    expect(heads[0]).toMatch(/^POST \/path\?query HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/);
  });

  test("are closed when the answer comes before all has been sent", async () => {
    async function* endless() {
      for (;;) yield new Uint8Array(64 * 1024);
    }
    const { ask, sockets } = await bare((socket, _, count) => {
      if (count === 1) socket.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
    });
    expect(await ask("PUT", endless(), { "Content-Length": 1e9 })).toBe("401 no");
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true));
  });

  test("to what is no HTTP server fail", async () => {
    const { ask } = await bare((socket) => socket.write("SSH-2.0-server\r\n"));
    await expect(ask()).rejects.toThrow("other bytes");
  });
});
