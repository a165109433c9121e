import type { MessageCompressor } from "./message-compressor.js";
import { MESSAGE_HEADER_BYTES } from "./message-reader.js";
import type { MessageSender } from "./types.js";
import { MAX_FILL, type UnitWriter } from "./unit-writer.js";

/** Sends gRPC messages through a {@link UnitWriter}; the base of calls in both roles. */
export abstract class UnitMessageSender implements MessageSender {
  readonly maxFill = MAX_FILL;
  protected abstract readonly writer: UnitWriter;
  /** What `send` is given goes through it, once the peer is known to take it. */
  protected compressor: MessageCompressor | undefined;

  /** Called before the first message is queued, and before each later one. */
  protected abstract beforeMessage(): void;

  send(message: Uint8Array): boolean {
    const { writer } = this;
    if (writer.closed) return false;
    this.beforeMessage();
    const compressed = this.compressor?.compress(message);
    writer.appendMessage(compressed ?? message, compressed !== undefined);
    writer.flushSoon();
    return !writer.full;
  }

  sendFilled(
    prefix: Uint8Array,
    length: number,
    fill: (views: Uint8Array[]) => void | Promise<void>,
  ): void | Promise<void> {
    if (length > this.maxFill)
      throw new RangeError(`sendFilled takes ${this.maxFill} bytes at most, not ${length}`);
    const { writer } = this;
    if (writer.closed) return Promise.reject(writer.closeReason);
    if (writer.full) return writer.drain().then(() => this.sendFilled(prefix, length, fill));
    this.beforeMessage();
    const head = Buffer.allocUnsafe(MESSAGE_HEADER_BYTES + prefix.length);
    head[0] = 0;
    head.writeUInt32BE(prefix.length + length, 1);
    head.set(prefix, MESSAGE_HEADER_BYTES);
    return writer.appendFilled(head, length, fill);
  }

  drain(): Promise<void> {
    return this.writer.drain();
  }
}
