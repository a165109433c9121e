import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connectForLargeReads } from "./large-reads.js";

let directory: string;
let server: Server;
let accepted: Promise<Socket>;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "large-reads-"));
  server = createServer();
  accepted = once(server, "connection").then(([socket]) => socket);
  server.listen(join(directory, "socket"));
  await once(server, "listening");
});
afterEach(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

const connect = async (): Promise<[Socket, Socket]> => {
  const socket = connectForLargeReads(join(directory, "socket"));
  return [socket, await accepted];
};

const collect = (socket: Socket): Buffer[] => {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  return chunks;
};

it("keeps what comes before somebody listens", async () => {
  const [socket, peer] = await connect();
  peer.end("early");
  await once(socket, "connect");
  await sleep(20);
  const chunks = collect(socket);
  await once(socket, "end");
  expect(String(Buffer.concat(chunks))).toBe("early");
});

it("hands on bytes that stay valid, whatever comes after them", async () => {
  const [socket, peer] = await connect();
  const chunks = collect(socket);
  const sent: Buffer[] = [];
  for (let index = 0; index < 200; index++) {
    const bytes = Buffer.alloc(index % 7 === 0 ? 300_000 : 10_000, `${index} `);
    sent.push(bytes);
    if (!peer.write(bytes)) await once(peer, "drain");
  }
  peer.end();
  await once(socket, "end");
  expect(Buffer.concat(chunks).equals(Buffer.concat(sent))).toBe(true);
  expect(socket.bytesRead).toBe(Buffer.concat(sent).length);
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeGreaterThan(64 << 10);
});

it("lets what comes slowly gather, and has all of it in its order", async () => {
  const [socket, peer] = await connect();
  const chunks = collect(socket);
  const sent = Array.from({ length: 128 }, (_, index) => Buffer.alloc(64 << 10, `${index} `));
  for (const piece of sent) {
    peer.write(piece);
    await sleep(1);
  }
  peer.end();
  await once(socket, "end");
  expect(Buffer.concat(chunks).equals(Buffer.concat(sent))).toBe(true);
  expect(chunks.length).toBeLessThan(115);
});

it("stays paused where that is asked for while it lets something gather", async () => {
  const [socket, peer] = await connect();
  let isStopped = false;
  let chunksSince = 0;
  socket.on("data", () => {
    if (isStopped) chunksSince++;
  });
  for (let index = 0; index < 64; index++) {
    peer.write(Buffer.alloc(64 << 10));
    await sleep(1);
  }
  isStopped = true;
  socket.pause();
  peer.write(Buffer.alloc(64 << 10));
  await sleep(30);
  expect(chunksSince).toBe(0);
  socket.resume();
  peer.end();
  await once(socket, "end");
  expect(socket.bytesRead).toBe(65 * (64 << 10));
});

it("holds its peer up while it is paused", async () => {
  const [socket, peer] = await connect();
  const chunks = collect(socket);
  peer.write("a");
  await expect.poll(() => chunks.length).toBe(1);
  socket.pause();
  peer.write(Buffer.alloc(5_000_000));
  await sleep(50);
  expect(peer.writableLength).toBeGreaterThan(0);
  expect(chunks.length).toBe(1);
  socket.resume();
  peer.end();
  await once(socket, "end");
  expect(Buffer.concat(chunks).length).toBe(5_000_001);
});

it("tells what fails, and ends when its peer does", async () => {
  const [failing] = await once(connectForLargeReads(join(directory, "nothing")), "error");
  expect(failing).toMatchObject({ code: "ENOENT" });
  const [socket, peer] = await connect();
  peer.destroy();
  collect(socket);
  await once(socket, "close");
  expect(socket.destroyed).toBe(true);
});
