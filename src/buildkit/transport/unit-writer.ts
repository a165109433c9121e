import { messageHeader } from "./message-reader.js";
import type { Sender } from "./send-scheduler.js";
import { ARENA_BYTES, type Arena, type ArenaPool } from "./unit-arena.js";
import { type Segment, UnitLayout } from "./unit-layout.js";
import type { UnitPath } from "./unit-path.js";

/** Bytes of one call that may wait for flow control and the byte stream before it is told to wait. */
const BUFFER_BYTES = 4 << 20;

/** Bytes that one turn of a call sends at most, so that calls share a scarce window fairly. */
export const TURN_BYTES = 256 << 10;

/** The most bytes that one {@link UnitWriter.appendFilled} takes. */
export const MAX_FILL = ARENA_BYTES;

interface Waiter {
  resolve(): void;
  reject(reason: unknown): void;
}

/** What a {@link UnitWriter} needs of its connection. */
export interface WriterHost {
  readonly arenas: ArenaPool;
  /** Lets the writer take its turns at sending. */
  wake(writer: Sender): void;
  /** Does something at the end of this turn of the event loop, before what was written leaves. */
  atTurnsEnd(work: () => void): void;
}

/**
 * The sending side of one call. Bytes are laid out in arenas and leave at the end of the event loop's turn, or earlier
 * when an arena is full or {@link flush} is called.
 */
export class UnitWriter implements Sender {
  private readonly layout: UnitLayout;
  private readonly queue: Segment[] = [];
  /** Segments that must wait because bytes laid out before them are still being filled. */
  private held: Segment[] | undefined;
  private queuedBytes = 0;
  private flushDue = false;
  private last: (() => void) | undefined;
  private finished = false;
  private waiters: Waiter[] = [];
  private failure: { readonly reason: unknown } | undefined;

  constructor(
    private readonly path: UnitPath,
    private readonly host: WriterHost,
  ) {
    this.layout = new UnitLayout(path, host.arenas, this.onSegment);
  }

  /** True when nothing more can be appended. */
  get closed(): boolean {
    return this.finished || this.failure !== undefined;
  }

  /** Why nothing more can be appended. */
  get closeReason(): unknown {
    return this.failure === undefined ? new Error("our side of the call has ended") : this.failure.reason;
  }

  get pending(): boolean {
    return this.queue.length > 0 || this.last !== undefined;
  }

  /** Bytes that were cut from the layout and not taken by the byte stream yet. */
  get buffered(): number {
    return this.queuedBytes;
  }

  /** True while the call should not queue more. */
  get full(): boolean {
    return this.queuedBytes >= BUFFER_BYTES;
  }

  /** Queues a copy of `bytes`. Does nothing once the writer is closed. */
  append(bytes: Uint8Array): void {
    if (this.closed) return;
    for (let at = 0; at < bytes.length; ) {
      const room = this.layout.reserve(bytes.length - at);
      room.set(room.length === bytes.length ? bytes : bytes.subarray(at, at + room.length));
      at += room.length;
    }
  }

  /** Queues a copy of a gRPC message with its header. Does nothing once the writer is closed. */
  appendMessage(message: Uint8Array, compressed: boolean): void {
    if (this.closed || this.layout.addWhole(message, compressed ? 1 : 0)) return;
    this.append(messageHeader(message.length, compressed));
    this.append(message);
  }

  /**
   * Queues a copy of `prefix`, then `length` bytes that `fill` writes in place. Nothing is sent before they are filled;
   * when filling fails, prefix and bytes are taken back and the failure is handed on.
   */
  appendFilled(
    prefix: Uint8Array,
    length: number,
    fill: (views: Uint8Array[]) => void | Promise<void>,
  ): void | Promise<void> {
    const mark = this.layout.mark();
    this.held = [];
    const undo = (reason: unknown): never => {
      for (const segment of this.held ?? []) segment.arena.users--;
      this.held = undefined;
      this.layout.restore(mark);
      this.resume();
      throw reason;
    };
    let filled: void | Promise<void>;
    try {
      this.append(prefix);
      filled = fill(this.reserveViews(length));
    } catch (reason) {
      return undo(reason);
    }
    if (filled === undefined) return this.commit();
    return filled.then(() => this.commit(), undo);
  }

  /** Sends what was appended at the end of this turn of the event loop. */
  flushSoon(): void {
    if (this.flushDue) return;
    this.flushDue = true;
    this.host.atTurnsEnd(this.flush);
  }

  /** Sends what was appended, as far as flow control allows. Does nothing while bytes are being filled. */
  readonly flush = (): void => {
    this.flushDue = false;
    if (this.held !== undefined || this.failure !== undefined) return;
    const segment = this.layout.takeSegment();
    if (segment !== undefined) this.enqueue(segment);
    if (this.pending) this.host.wake(this);
  };

  /** Resolves when the call may queue more; rejects when the writer has failed. */
  drain(): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure.reason);
    if (!this.full) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiters.push({ resolve, reject }));
  }

  /** Closes the writer and calls `last` once everything appended has been handed to the byte stream. */
  finish(last: () => void): void {
    if (this.closed) return;
    this.finished = true;
    this.last = last;
    this.flush();
  }

  /** Drops everything that was not sent. Arenas are left to the garbage collector: a read may still fill them. */
  fail(reason: unknown): void {
    if (this.failure !== undefined) return;
    this.failure = { reason };
    this.queue.length = 0;
    this.last = undefined;
    for (const waiter of this.waiters.splice(0)) waiter.reject(reason);
  }

  transmit(): boolean {
    const segment = this.queue[0];
    if (segment === undefined) return this.runLast();
    const { arena, at, end } = segment;
    let sent = 0;
    const rest = this.path.transmit(arena.bytes, at, this.turnEnd(segment), () => this.written(arena, sent));
    sent = rest - at;
    if (sent === 0) return false;
    segment.at = rest;
    if (rest < end) {
      arena.users++;
      return true;
    }
    this.queue.shift();
    if (this.queue.length === 0) this.runLast();
    return true;
  }

  private runLast(): boolean {
    const last = this.last;
    if (last === undefined || this.held !== undefined) return false;
    this.last = undefined;
    this.layout.release();
    last();
    return true;
  }

  /** The end of the last whole unit that fits into one turn. */
  private turnEnd(segment: Segment): number {
    if (segment.end - segment.at <= TURN_BYTES) return segment.end;
    const { headerBytes, jointBytes, maxPayload } = this.path;
    const largest = headerBytes + maxPayload + jointBytes;
    let at = segment.at;
    while (at + largest <= segment.at + TURN_BYTES) at += this.path.sizeAt(segment.arena.bytes, at);
    return at;
  }

  private written(arena: Arena, bytes: number): void {
    this.queuedBytes -= bytes;
    this.host.arenas.release(arena);
    if (this.full || this.waiters.length === 0) return;
    for (const waiter of this.waiters.splice(0)) waiter.resolve();
  }

  private reserveViews(length: number): Uint8Array[] {
    const views: Uint8Array[] = [];
    for (let left = length; left > 0; ) {
      const view = this.layout.reserve(left);
      views.push(view);
      left -= view.length;
    }
    return views;
  }

  private readonly onSegment = (segment: Segment): void => {
    if (this.held !== undefined) {
      this.held.push(segment);
      return;
    }
    this.enqueue(segment);
    this.host.wake(this);
  };

  private enqueue(segment: Segment): void {
    this.queuedBytes += segment.end - segment.at;
    this.queue.push(segment);
  }

  private commit(): void {
    const held = this.held ?? [];
    this.held = undefined;
    if (this.failure !== undefined) throw this.failure.reason;
    for (const segment of held) this.enqueue(segment);
    if (held.length > 0 && !this.finished) this.host.wake(this);
    this.resume();
  }

  /** Lets the rest of what was laid out leave; at once if nothing can follow, as the end must not overtake it. */
  private resume(): void {
    if (this.finished) this.flush();
    else this.flushSoon();
  }
}
