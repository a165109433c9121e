import { EventEmitter } from "node:events";
import { Duplex } from "node:stream";
import { HeaderCodec } from "./spdy-headers.js";

const frame = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7 } as const;
const fin = 0x01;

/** One stream of a SPDY connection. Its writable side ends with FIN; its readable side ends with the client's. */
export class SpdyStream extends Duplex {
  #wanted: (() => void) | undefined;

  constructor(
    readonly id: number,
    readonly headers: ReadonlyMap<string, string>,
    private readonly send: (flags: number, payload: Buffer, done: () => void) => void,
  ) {
    super();
    // A stream may be destroyed by the other side; who uses it sees the end.
    this.on("error", () => undefined);
  }

  override _read(): void {
    this.#wanted?.();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#wanted?.();
    done(error);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.send(0, chunk, done);
  }

  override _final(done: () => void): void {
    this.send(fin, Buffer.alloc(0), done);
  }

  /** Takes data of the client; resolves when more is wanted. */
  async receive(data: Buffer, last: boolean): Promise<void> {
    const hasRoom = data.length === 0 || this.push(data);
    if (last) this.push(null);
    else if (!hasRoom && !this.destroyed)
      await new Promise<void>((resolve) => {
        this.#wanted = resolve;
      });
  }
}

/**
 * The server's side of SPDY/3.1, as far as Kubernetes' streams use it: the client opens streams, data goes both ways,
 * pings are answered. There is no flow control but TCP's, which is what Kubernetes' own library does.
 */
export class SpdyConnection extends EventEmitter<{ stream: [SpdyStream]; close: [] }> {
  readonly #streams = new Map<number, SpdyStream>();
  readonly #codec = new HeaderCodec();

  constructor(
    private readonly socket: Duplex,
    head: Buffer,
  ) {
    super();
    socket.on("error", () => undefined);
    void this.#read(head)
      .catch(() => undefined)
      .finally(() => this.#end());
  }

  /** Ends the connection after what was written. */
  close(): void {
    this.socket.end();
  }

  #end(): void {
    this.socket.destroy();
    for (const stream of this.#streams.values()) {
      stream.push(null);
      stream.destroy();
    }
    this.#codec.close();
    this.emit("close");
  }

  async #read(head: Buffer): Promise<void> {
    let buffer = head;
    const take = async () => {
      while (buffer.length >= 8) {
        const length = buffer.readUIntBE(5, 3);
        if (buffer.length < 8 + length) return;
        const header = buffer.subarray(0, 8);
        const payload = buffer.subarray(8, 8 + length);
        buffer = buffer.subarray(8 + length);
        await this.#handle(header, payload);
      }
    };
    await take();
    for await (const chunk of this.socket as AsyncIterable<Buffer>) {
      buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
      await take();
    }
  }

  async #handle(header: Buffer, payload: Buffer): Promise<void> {
    const first = header.readUInt32BE(0);
    const flags = header.readUInt8(4);
    if (first < 0x80000000) return this.#streams.get(first)?.receive(payload, (flags & fin) !== 0);
    switch (first & 0xffff) {
      case frame.synStream:
        return this.#open(payload, (flags & fin) !== 0);
      case frame.rstStream: {
        const id = payload.readUInt32BE(0);
        this.#streams.get(id)?.destroy();
        this.#streams.delete(id);
        return;
      }
      case frame.ping:
        this.#control(frame.ping, 0, payload);
    }
  }

  async #open(payload: Buffer, ended: boolean): Promise<void> {
    const id = payload.readUInt32BE(0) & 0x7fffffff;
    const headers = await this.#codec.decode(payload.subarray(10));
    const stream = new SpdyStream(id, headers, (flags, data, done) => this.#data(id, flags, data, done));
    this.#streams.set(id, stream);
    if (ended) stream.push(null);
    const idBytes = Buffer.from(payload.subarray(0, 4));
    this.#control(frame.synReply, 0, Buffer.concat([idBytes, await this.#codec.encode({})]));
    this.emit("stream", stream);
  }

  #control(type: number, flags: number, payload: Buffer): void {
    const header = Buffer.alloc(8);
    header.writeUInt16BE(0x8003, 0);
    header.writeUInt16BE(type, 2);
    header.writeUInt32BE(payload.length, 4);
    header.writeUInt8(flags, 4);
    this.#write(Buffer.concat([header, payload]), () => undefined);
  }

  #data(id: number, flags: number, data: Buffer, done: () => void): void {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(id, 0);
    header.writeUInt32BE(data.length, 4);
    header.writeUInt8(flags, 4);
    this.#write(data.length === 0 ? header : Buffer.concat([header, data]), done);
  }

  #write(bytes: Buffer, done: () => void): void {
    if (this.socket.writable) this.socket.write(bytes, () => done());
    else done();
  }
}
