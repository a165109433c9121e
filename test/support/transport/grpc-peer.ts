import http2 from "node:http2";
import { Duplex } from "node:stream";
import { gunzipSync } from "node:zlib";
import { type Chunking, duplexPair } from "./duplex-pair.js";

/** One gRPC message on the wire. */
export function grpcMessage(payload: Uint8Array): Buffer {
  const out = Buffer.alloc(5 + payload.length);
  out.writeUInt32BE(payload.length, 1);
  out.set(payload, 5);
  return out;
}

/** Cuts a byte stream into gRPC messages. */
export class GrpcMessages {
  private rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Buffer[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const messages: Buffer[] = [];
    while (this.rest.length >= 5) {
      const end = 5 + this.rest.readUInt32BE(1);
      if (this.rest.length < end) break;
      const message = this.rest.subarray(5, end);
      messages.push(this.rest[0] === 1 ? gunzipSync(message) : message);
      this.rest = this.rest.subarray(end);
    }
    return messages;
  }
}

/** All messages of a stream that node:http2 receives. */
export async function readMessages(stream: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const reader = new GrpcMessages();
  const messages: Buffer[] = [];
  for await (const chunk of stream) messages.push(...reader.push(chunk));
  return messages;
}

/** Answers a call with headers, messages and trailers. */
export function respond(
  stream: http2.ServerHttp2Stream,
  messages: Uint8Array[],
  trailers: http2.OutgoingHttpHeaders = { "grpc-status": "0" },
): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  for (const message of messages) stream.write(grpcMessage(message));
  stream.end();
}

export type StreamHandler = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void;

/** A node:http2 server behind a byte stream. */
export function serveHttp2(
  onStream: StreamHandler,
  options: { chunking?: Chunking; settings?: http2.Settings } = {},
): { client: Duplex; close: () => void } {
  const [client, far] = duplexPair(options.chunking);
  const server = http2.createServer({ settings: options.settings ?? {} });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    onStream(stream, headers);
  });
  server.on("sessionError", () => {});
  server.emit("connection", far);
  return { client, close: () => far.destroy() };
}

function bytesMessage(data: Buffer): Buffer {
  const length: number[] = [];
  let rest = data.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  length.push(rest);
  return Buffer.concat([Buffer.from([0x0a, ...length]), data]);
}

function bytesOf(message: Buffer): Buffer {
  let at = 1;
  while (((message[at] ?? 0) & 0x80) !== 0) at++;
  return message.subarray(at + 1);
}

/** The daemon's side of a session: the byte stream that a Control.Session call carries. */
export function sessionBytes(stream: http2.ServerHttp2Stream): Duplex {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  const reader = new GrpcMessages();
  const bytes = new Duplex({
    read() {
      stream.resume();
    },
    write(chunk: Buffer, _encoding, callback) {
      stream.write(grpcMessage(bytesMessage(chunk)), () => callback());
    },
    final(callback) {
      stream.end();
      callback();
    },
  });
  stream.on("data", (chunk: Buffer) => {
    for (const message of reader.push(chunk)) if (!bytes.push(bytesOf(message))) stream.pause();
  });
  stream.on("end", () => bytes.push(null));
  stream.on("close", () => bytes.destroy());
  return bytes;
}
