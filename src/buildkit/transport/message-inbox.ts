import { MESSAGE_HEADER_BYTES, MessageReader } from "./message-reader.js";
import { GrpcCode, GrpcError, type MessageHandler, type MessageSplitter } from "./types.js";

/** What a {@link MessageInbox} tells its call. */
export interface InboxOwner {
  /** Flow-control credit for `bytes` may go back to the peer. */
  consumed(bytes: number): void;
  /** The message being received needs `bytes` more before anything can be consumed. */
  expect(bytes: number): void;
  /** Receiving has failed for a reason on our side: the handler, or a message that cannot be taken. */
  broken(reason: unknown): void;
}

/** The receiving side of one call: delivers messages one after the other, at the pace of their handler. */
export class MessageInbox {
  private readonly reader = new MessageReader();
  private handler: MessageHandler | undefined;
  private splitter: MessageSplitter | undefined;
  /** Who takes the pieces of the message that is split. */
  private pieces: MessageHandler | undefined;
  private busy = false;
  /** How the stream ended, once no more bytes come. */
  private ending: { readonly error: GrpcError | undefined } | undefined;
  private outcome: { readonly failed: boolean; readonly reason: unknown } | undefined;
  private settle: (() => void) | undefined;

  /** @param onSettled Called once, when nothing will be delivered any more. */
  constructor(
    private readonly owner: InboxOwner,
    private readonly onSettled: () => void = () => {},
  ) {}

  /** Takes bytes of the stream. */
  push(bytes: Buffer): void {
    if (this.outcome !== undefined) return;
    this.reader.push(bytes);
    this.run();
  }

  /** No more bytes come; the call ends with `error` once every message was handled. */
  finish(error?: GrpcError): void {
    this.ending ??= { error };
    this.run();
  }

  /** Ends receiving at once, as failed. */
  fail(reason: unknown): void {
    this.end(true, reason);
  }

  /** Ends receiving at once, as done. */
  stop(): void {
    this.end(false, undefined);
  }

  /** See ServerCall.receive. */
  receive(handler: MessageHandler, splitter?: MessageSplitter): Promise<void> {
    if (this.handler !== undefined)
      return Promise.reject(new Error("receive() was called twice on one call"));
    this.handler = handler;
    this.splitter = splitter;
    const received = new Promise<void>((resolve, reject) => {
      this.settle = () => {
        if (this.outcome?.failed) reject(this.outcome.reason);
        else resolve();
      };
    });
    // A caller that stopped to wait for the outcome must not bring the process down.
    received.catch(() => {});
    if (this.outcome !== undefined) this.settle?.();
    else this.run();
    return received;
  }

  private run(): void {
    if (this.handler === undefined || this.busy) return;
    try {
      while (this.outcome === undefined) {
        if (this.splitter !== undefined && !this.reader.inPieces) this.split(this.splitter);
        const { inPieces } = this.reader;
        const bytes = inPieces ? this.reader.piece() : this.reader.next();
        if (bytes === undefined) break;
        const handled = inPieces ? this.pieces?.(bytes) : this.handler(bytes);
        const counted = inPieces ? bytes.length : MESSAGE_HEADER_BYTES + bytes.length;
        if (handled !== undefined) {
          this.wait(handled, counted);
          return;
        }
        this.owner.consumed(counted);
      }
    } catch (reason) {
      this.breakOff(reason);
    }
    if (this.outcome !== undefined) return;
    if (this.ending !== undefined) this.conclude(this.ending.error);
    else if (this.reader.missing > 0) this.owner.expect(this.reader.missing);
  }

  /** Asks how the next message is wanted, if it comes in several pieces. */
  private split(splitter: MessageSplitter): void {
    const start = this.reader.start();
    const receiver = start && splitter(start.piece, start.length);
    if (receiver === undefined) return;
    this.pieces = receiver.take;
    this.reader.split(receiver.prefix);
    this.owner.consumed(MESSAGE_HEADER_BYTES + receiver.prefix);
  }

  private wait(handled: Promise<void>, bytes: number): void {
    this.busy = true;
    handled.then(
      () => {
        this.busy = false;
        if (this.outcome !== undefined) return;
        this.owner.consumed(bytes);
        this.run();
      },
      (reason: unknown) => this.breakOff(reason),
    );
  }

  private conclude(error: GrpcError | undefined): void {
    const truncated = this.reader.insideMessage
      ? new GrpcError(GrpcCode.Internal, "the stream ended inside a message")
      : undefined;
    const reason = error ?? truncated;
    this.end(reason !== undefined, reason);
  }

  private breakOff(reason: unknown): void {
    if (this.outcome !== undefined) return;
    this.end(true, reason);
    this.owner.broken(reason);
  }

  private end(failed: boolean, reason: unknown): void {
    if (this.outcome !== undefined) return;
    this.outcome = { failed, reason };
    this.settle?.();
    this.onSettled();
  }
}
