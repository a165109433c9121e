import type { Duplex } from "node:stream";

/**
 * Bytes that may wait in the byte stream before calls are held back. Several arenas, so that the peer's kernel never
 * runs dry between two writes.
 */
const ROOM_BYTES = 4 << 20;

/** How long a peer that takes nothing may keep the byte stream after close(), in milliseconds. */
const FAREWELL_MS = 250;

/** Where a connection's frames go. */
export interface FrameSink {
  /** Queues whole frames; they leave in the order of the calls. */
  write(bytes: Uint8Array): void;
  /** Bytes queued and not yet taken by the layer below. */
  readonly buffered: number;
}

/** Writes frames to a byte stream; what is written within one turn of the event loop leaves in one system call. */
export class DuplexSink implements FrameSink {
  private corked = false;
  private closed = false;
  private written = 0;

  /** @param onRoom Called whenever the byte stream has taken something. */
  constructor(
    private readonly stream: Duplex,
    private readonly onRoom: () => void,
  ) {
    stream.on("drain", onRoom);
  }

  get buffered(): number {
    return this.stream.writableLength;
  }

  /** Bytes that the byte stream has sent on, or holds in buffers that are not ours. */
  get taken(): number {
    return this.written - this.buffered;
  }

  /** False while more data would only pile up in memory. */
  get hasRoom(): boolean {
    return !this.closed && this.stream.writableLength < ROOM_BYTES;
  }

  /** `done` is called when the bytes may be reused, whether they were sent or not. */
  write(bytes: Uint8Array, done?: () => void): void {
    if (this.closed) {
      if (done !== undefined) process.nextTick(done);
      return;
    }
    this.written += bytes.length;
    if (!this.corked) {
      this.corked = true;
      this.stream.cork();
      process.nextTick(this.uncork);
    }
    if (done === undefined) {
      this.stream.write(bytes);
      return;
    }
    this.stream.write(bytes, () => {
      done();
      this.onRoom();
    });
  }

  /** Sends what was written, then ends and destroys the byte stream. Later writes are dropped. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.uncork();
    const { stream } = this;
    if (stream.destroyed || stream.writableEnded) {
      stream.destroy();
      return;
    }
    const patience = setTimeout(() => stream.destroy(), FAREWELL_MS).unref();
    stream.once("close", () => clearTimeout(patience));
    stream.end(() => stream.destroy());
  }

  private readonly uncork = (): void => {
    if (!this.corked) return;
    this.corked = false;
    this.stream.uncork();
  };
}
