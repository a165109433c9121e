import type { Duplex } from "node:stream";

/**
 * Bytes that may wait in the byte stream before calls are held back. Several arenas, so that the peer's kernel never
 * runs dry between two writes.
 */
const ROOM_BYTES = 4 << 20;

/** How long a peer that takes nothing may keep the byte stream after close(), in milliseconds. */
const FAREWELL_MS = 250;

/** Bytes from which on what was written leaves before the turn of the event loop ends, so that the peer is kept busy. */
const MUCH_BYTES = 64 << 10;

/** Bytes up to which what one turn wrote is put together: to copy it costs less than to write it piece by piece. */
const SMALL_BYTES = 8 << 10;

/** Where a connection's frames go. */
export interface FrameSink {
  /** Queues whole frames; they leave in the order of the calls. */
  write(bytes: Uint8Array): void;
  /** Bytes queued and not yet taken by the layer below. */
  readonly buffered: number;
}

/** A piece of what is to be written, and who is told when it was. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly done: (() => void) | undefined;
}

/**
 * Writes frames to a byte stream; what is written within one turn of the event loop leaves in one system call at its end,
 * and so wakes the peer once.
 */
export class DuplexSink implements FrameSink {
  private pieces: Piece[] = [];
  private waiting = 0;
  private closed = false;
  private written = 0;
  private readonly ending: (() => void)[] = [];
  private endDue = false;

  /** @param onRoom Called whenever the byte stream has taken something. */
  constructor(
    private readonly stream: Duplex,
    private readonly onRoom: () => void,
  ) {
    stream.on("drain", onRoom);
  }

  get buffered(): number {
    return this.stream.writableLength + this.waiting;
  }

  /** Bytes that the byte stream has sent on, or holds in buffers that are not ours. */
  get taken(): number {
    return this.written - this.buffered;
  }

  /** False while more data would only pile up in memory. */
  get hasRoom(): boolean {
    return !this.closed && this.buffered < ROOM_BYTES;
  }

  /** `done` is called when the bytes may be reused, whether they were sent or not. */
  write(bytes: Uint8Array, done?: () => void): void {
    if (this.closed) {
      if (done !== undefined) process.nextTick(done);
      return;
    }
    const before = this.waiting;
    this.written += bytes.length;
    this.waiting += bytes.length;
    this.pieces.push({ bytes, done });
    if (before === 0) this.awaitTurnsEnd();
    if (before < MUCH_BYTES && this.waiting >= MUCH_BYTES) process.nextTick(this.flush);
  }

  /** Does something at the end of this turn of the event loop, before what was written leaves. */
  atTurnsEnd(work: () => void): void {
    this.ending.push(work);
    this.awaitTurnsEnd();
  }

  /** Sends what was written, then ends and destroys the byte stream. Later writes are dropped. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.flush();
    const { stream } = this;
    if (stream.destroyed || stream.writableEnded) {
      stream.destroy();
      return;
    }
    const patience = setTimeout(() => stream.destroy(), FAREWELL_MS).unref();
    stream.once("close", () => clearTimeout(patience));
    stream.end(() => stream.destroy());
  }

  private awaitTurnsEnd(): void {
    if (this.endDue) return;
    this.endDue = true;
    setImmediate(this.endTurn);
  }

  private readonly endTurn = (): void => {
    try {
      for (let work = this.ending.shift(); work !== undefined; work = this.ending.shift()) work();
    } finally {
      this.endDue = false;
      this.flush();
    }
  };

  private readonly flush = (): void => {
    const { stream, pieces, waiting } = this;
    if (pieces.length === 0) return;
    this.pieces = [];
    this.waiting = 0;
    if (pieces.length > 1 && waiting <= SMALL_BYTES) {
      this.pass(joined(pieces, waiting));
      return;
    }
    if (pieces.length > 1) stream.cork();
    for (const piece of pieces) this.pass(piece);
    if (pieces.length > 1) stream.uncork();
  };

  private pass({ bytes, done }: Piece): void {
    if (done === undefined) {
      this.stream.write(bytes);
      return;
    }
    this.stream.write(bytes, () => {
      done();
      this.onRoom();
    });
  }
}

function joined(pieces: readonly Piece[], length: number): Piece {
  const bytes = Buffer.allocUnsafe(length);
  const told: (() => void)[] = [];
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece.bytes, at);
    at += piece.bytes.length;
    if (piece.done !== undefined) told.push(piece.done);
  }
  return { bytes, done: told.length === 0 ? undefined : callerOf(told) };
}

function callerOf(all: readonly (() => void)[]): () => void {
  return () => {
    for (const one of all) one();
  };
}
