import { randomBytes } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { LargeBody } from "./large-body.js";
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
  expect(body).toBeInstanceOf(LargeBody);
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
])("a body that is %s is left to Node", async (_what, listener) => {
  const body = await get(listener);
  expect(body).not.toBeInstanceOf(LargeBody);
  expect((await read(body)).toString()).toBe("small");
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
