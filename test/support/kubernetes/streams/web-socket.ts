import { createHash } from "node:crypto";
import { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";

const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const opcode = { continuation: 0, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The value of `Sec-WebSocket-Accept` for a client's key. */
export function acceptKey(key: string): string {
  return createHash("sha1")
    .update(key + magic)
    .digest("base64");
}

/** The server's side of a WebSocket (RFC 6455) after its handshake: whole binary messages, pings answered. */
export class WebSocketConnection extends EventEmitter<{ message: [Buffer]; close: [] }> {
  #buffer: Buffer;
  #parts: Buffer[] = [];
  #closing = false;

  constructor(
    private readonly socket: Duplex,
    head: Buffer,
  ) {
    super();
    this.#buffer = head;
    socket.on("error", () => undefined);
    socket.on("close", () => this.emit("close"));
    socket.on("end", () => socket.end());
    socket.on("data", (chunk: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
      this.#take();
    });
    setImmediate(() => this.#take());
  }

  /** Sends one binary message; `done` is called when more may be sent. */
  send(payload: Buffer, done: () => void = () => undefined): void {
    this.#write(opcode.binary, payload, done);
  }

  /** Says goodbye with a status code and ends the connection. */
  close(code = 1000): void {
    if (this.#closing) return;
    this.#closing = true;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.#write(opcode.close, payload, () => this.socket.end());
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  #take(): void {
    for (;;) {
      const read = readFrame(this.#buffer);
      if (read === undefined) return;
      this.#buffer = this.#buffer.subarray(read.size);
      this.#handle(read);
    }
  }

  #handle({ code, final, payload }: Frame): void {
    if (code === opcode.ping) this.#write(opcode.pong, payload, () => undefined);
    else if (code === opcode.close) this.close();
    else if (code !== opcode.pong) {
      this.#parts.push(payload);
      if (final) this.emit("message", Buffer.concat(this.#parts.splice(0)));
    }
  }

  #write(code: number, payload: Buffer, done: () => void): void {
    if (!this.socket.writable) {
      done();
      return;
    }
    const { length } = payload;
    const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
    header.writeUInt8(0x80 | code, 0);
    header.writeUInt8(length < 126 ? length : length < 65_536 ? 126 : 127, 1);
    if (header.length === 4) header.writeUInt16BE(length, 2);
    if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
    this.socket.write(Buffer.concat([header, payload]), () => done());
  }
}

interface Frame {
  readonly code: number;
  readonly final: boolean;
  readonly payload: Buffer;
  readonly size: number;
}

/** The first whole frame of the bytes, unmasked; undefined while it is not whole. */
function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  const short = second & 0x7f;
  const masked = (second & 0x80) !== 0;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + extended + (masked ? 4 : 0);
  if (bytes.length < start) return undefined;
  const length =
    extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + length) return undefined;
  const payload = Buffer.from(bytes.subarray(start, start + length));
  if (masked) {
    const mask = bytes.subarray(start - 4, start);
    for (let index = 0; index < length; index += 1)
      payload[index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
  }
  return { code: first & 0x0f, final: (first & 0x80) !== 0, payload, size: start + length };
}
