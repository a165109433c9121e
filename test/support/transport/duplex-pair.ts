import { Duplex } from "node:stream";

/** How a pair cuts what is written: returns the next chunk's length. */
export type Chunking = () => number;

class PairedDuplex extends Duplex {
  peer: PairedDuplex | undefined;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly chunking: Chunking | undefined) {
    super({ allowHalfOpen: true, decodeStrings: true });
  }

  override _read(): void {
    for (const resume of this.waiting.splice(0)) resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    const { peer } = this;
    if (peer === undefined || peer.destroyed) {
      callback();
      return;
    }
    // Copied, as a kernel would: the writer may reuse its buffer after the callback.
    const bytes = Buffer.from(chunk);
    let more = true;
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + (this.chunking?.() ?? bytes.length));
      more = peer.push(bytes.subarray(at, end));
      at = end;
    }
    if (more) setImmediate(callback);
    else peer.waiting.push(callback);
  }

  override _final(callback: () => void): void {
    this.peer?.push(null);
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    const { peer } = this;
    for (const resume of this.waiting.splice(0)) resume();
    if (peer !== undefined && !peer.destroyed && !peer.readableEnded) setImmediate(() => peer.push(null));
    callback(error);
  }
}

/** Two byte streams, each the other's far end. `chunking` cuts what arrives, in both directions. */
export function duplexPair(chunking?: Chunking): [Duplex, Duplex] {
  const left = new PairedDuplex(chunking);
  const right = new PairedDuplex(chunking);
  left.peer = right;
  right.peer = left;
  return [left, right];
}
