import type { IncomingMessage } from "node:http";
import type { OnReadOpts, Socket } from "node:net";
import { LargeBody, type TakeBytes } from "./large-body.js";
import { lendBuffer } from "./lent-buffers.js";

/** Bodies from this length on are read past Node's parser, bytes. */
const largeFrom = 1024 * 1024;

/** Connections that read by {@link largeReads}, and who takes what they read; undefined for Node's parser. */
const takers = new WeakMap<Socket, TakeBytes | undefined>();
let spare: Buffer | undefined;

/** The option `onread` of connections without TLS that read a large body in large pieces. */
export const largeReads: OnReadOpts = {
  buffer() {
    const buffer = spare ?? lendBuffer();
    spare = undefined;
    return buffer;
  },
  callback(this: Socket, length: number, bytes: Uint8Array) {
    const buffer = bytes as Buffer;
    const take = takers.get(this);
    if (take === undefined) {
      takers.set(this, undefined);
      // Node's parser is to have bytes that stay.
      this.emit("data", Buffer.from(buffer.subarray(0, length)));
      spare = buffer;
    } else take(buffer, length);
    return true;
  },
};

/** The body of an answer without its connection's parser, undefined where that gains nothing or cannot be. */
export function largeBody(message: IncomingMessage): LargeBody | undefined {
  const { socket, headers } = message;
  const length = Number(headers["content-length"] ?? Number.NaN);
  if (!(length >= largeFrom) || headers["transfer-encoding"] !== undefined) return undefined;
  if (!takers.has(socket)) return undefined;
  return new LargeBody(message, length, (take) => takers.set(socket, take));
}
