import type { FrameSink } from "./duplex-sink.js";
import { ReceiveWindow, SendWindow } from "./flow-window.js";
import { Flag, FrameType, frame, headersFrames, resetFrame, windowUpdateFrame } from "./frame.js";
import type { HeaderField } from "./hpack-decoder.js";
import type { HpackEncoder } from "./hpack-encoder.js";
import { ErrorCode, errorCodeName } from "./protocol-error.js";
import type { WindowPair } from "./unit-path.js";

/**
 * Bytes that the peer may send on one stream ahead of our handler. It bounds the memory that an unread stream takes and
 * is several times what a local connection holds in flight.
 */
export const STREAM_WINDOW = 4 << 20;

/** A stream that was reset, by either side. */
export class StreamReset extends Error {
  override readonly name = "StreamReset";
  constructor(
    /** HTTP/2 error code. */
    readonly code: number,
    message = `the stream was reset: ${errorCodeName(code)}`,
  ) {
    super(message);
  }
}

/** Takes what comes on a stream. Its methods must not throw. */
export interface StreamListener {
  onHeaders(fields: HeaderField[], endStream: boolean): void;
  /** The listener calls {@link Http2Stream.consumed} when it has dealt with the bytes. */
  onData(content: Buffer): void;
  /** The peer has half-closed, not by HEADERS. */
  onEnd(): void;
  /** The stream was reset or its connection ended; nothing else comes. Not called after both sides have ended. */
  onClosed(reason: Error): void;
}

/** What a stream needs of its connection. */
export interface StreamHost {
  readonly sink: FrameSink;
  readonly encoder: HpackEncoder;
  readonly sendWindow: SendWindow;
  /** Forgets a stream that is done. */
  remove(stream: Http2Stream): void;
}

/** One HTTP/2 stream. Once it is closed its sending methods do nothing. */
export class Http2Stream {
  /** The windows that DATA of this stream must fit into. */
  readonly windows: WindowPair;
  readonly sendWindow: SendWindow;
  private readonly receiveWindow = new ReceiveWindow(STREAM_WINDOW);
  private localEnded = false;
  private remoteEnded = false;
  private closeReason: Error | undefined;

  /** @param listener May be given later by {@link listen}, before anything comes. */
  constructor(
    readonly id: number,
    private readonly host: StreamHost,
    private listener: StreamListener | undefined,
    initialSendWindow: number,
  ) {
    this.sendWindow = new SendWindow(initialSendWindow);
    this.windows = { connection: host.sendWindow, stream: this.sendWindow };
  }

  /** Why the stream was closed before both sides ended it, undefined if it was not. */
  get closedBy(): Error | undefined {
    return this.closeReason;
  }

  /** True when nothing can be sent or received any more. */
  get done(): boolean {
    return this.closeReason !== undefined || (this.localEnded && this.remoteEnded);
  }

  sendHeaders(fields: readonly HeaderField[], endStream: boolean): void {
    if (this.done || this.localEnded) return;
    this.host.sink.write(headersFrames(this.id, this.host.encoder.encode(fields), endStream));
    if (endStream) this.endLocal();
  }

  /** Half-closes our direction with an empty DATA frame. */
  sendEnd(): void {
    if (this.done || this.localEnded) return;
    this.host.sink.write(frame(FrameType.Data, Flag.EndStream, this.id, new Uint8Array()));
    this.endLocal();
  }

  /** Resets the stream. The listener is not told: it is the one who asks. */
  reset(code: number): void {
    if (this.done) return;
    this.host.sink.write(resetFrame(this.id, code));
    this.closeReason = new StreamReset(code);
    this.host.remove(this);
  }

  /** Gives flow-control credit for `bytes` back to the peer. */
  consumed(bytes: number): void {
    this.giveCredit(this.receiveWindow.consumed(bytes));
  }

  /** Makes sure that the peer can send `bytes` more before anything is consumed. */
  expect(bytes: number): void {
    this.giveCredit(this.receiveWindow.expect(bytes));
  }

  private giveCredit(bytes: number): void {
    if (bytes > 0 && !this.done && !this.remoteEnded) this.host.sink.write(windowUpdateFrame(this.id, bytes));
  }

  /** For the connection: sets who takes what comes. */
  listen(listener: StreamListener): void {
    this.listener = listener;
  }

  /** For the connection: the stream was never opened on the wire. The listener is not told. */
  refuse(reason: Error): void {
    this.closeReason = reason;
  }

  /** For the connection: HEADERS came. */
  receiveHeaders(fields: HeaderField[], endStream: boolean): void {
    if (this.remoteEnded) {
      this.abort(ErrorCode.StreamClosed, "HEADERS came after the end of the stream");
      return;
    }
    if (endStream) this.endRemote();
    this.listener?.onHeaders(fields, endStream);
  }

  /** For the connection: part of a DATA frame came. */
  receiveData(content: Buffer, flowBytes: number, end: boolean): void {
    if (this.remoteEnded) {
      this.abort(ErrorCode.StreamClosed, "DATA came after the end of the stream");
      return;
    }
    if (!this.receiveWindow.received(flowBytes)) {
      this.abort(ErrorCode.FlowControlError, "the peer exceeded the stream's flow-control window");
      return;
    }
    if (flowBytes > content.length) this.consumed(flowBytes - content.length);
    if (content.length > 0) this.listener?.onData(content);
    if (end) this.receiveEnd();
  }

  /** For the connection: the peer has half-closed. */
  receiveEnd(): void {
    if (this.done) return;
    this.endRemote();
    this.listener?.onEnd();
  }

  /** For the connection: the stream is over. */
  close(reason: Error): void {
    if (this.done) return;
    this.closeReason = reason;
    this.host.remove(this);
    this.listener?.onClosed(reason);
  }

  /** Resets the stream because the peer broke the protocol on it. */
  abort(code: number, message: string): void {
    if (this.done) return;
    this.host.sink.write(resetFrame(this.id, code));
    this.close(new StreamReset(code, message));
  }

  private endLocal(): void {
    this.localEnded = true;
    if (this.remoteEnded) this.host.remove(this);
  }

  private endRemote(): void {
    this.remoteEnded = true;
    if (this.localEnded) this.host.remove(this);
  }
}
