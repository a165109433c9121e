import { closedError, statusTrailers } from "./grpc-status.js";
import type { HeaderField } from "./hpack-decoder.js";
import { MessageCompressor } from "./message-compressor.js";
import { type InboxOwner, MessageInbox } from "./message-inbox.js";
import { UnitMessageSender } from "./message-sender.js";
import { toMetadata } from "./metadata.js";
import { ErrorCode } from "./protocol-error.js";
import type { Http2Stream, StreamListener } from "./stream.js";
import type { MessageHandler, MessageSplitter, Metadata, MethodHandler, ServerCall } from "./types.js";
import type { UnitPath } from "./unit-path.js";
import { UnitWriter, type WriterHost } from "./unit-writer.js";

const RESPONSE_HEADERS: readonly HeaderField[] = [
  [":status", "200"],
  ["content-type", "application/grpc"],
];

/** A call of the peer's: one stream that it opened. */
export class StreamServerCall extends UnitMessageSender implements ServerCall, StreamListener, InboxOwner {
  readonly metadata: Metadata;
  readonly signal: AbortSignal;
  protected readonly writer: UnitWriter;
  private readonly inbox: MessageInbox;
  private readonly abort = new AbortController();
  private headersSent = false;

  constructor(
    readonly method: string,
    fields: readonly HeaderField[],
    private readonly stream: Http2Stream,
    path: UnitPath,
    host: WriterHost,
  ) {
    super();
    this.metadata = toMetadata(fields);
    this.signal = this.abort.signal;
    this.inbox = new MessageInbox(this);
    this.writer = new UnitWriter(path, host);
  }

  /** Runs the handler and ends the call as it ends. Never rejects. */
  async serve(handler: MethodHandler): Promise<void> {
    let failure: { readonly reason: unknown } | undefined;
    try {
      await handler(this);
    } catch (reason) {
      failure = { reason };
    }
    this.inbox.stop();
    this.writer.finish(() => this.sendStatus(failure));
  }

  receive(onMessage: MessageHandler, split?: MessageSplitter): Promise<void> {
    return this.inbox.receive(onMessage, split);
  }

  compress(): void {
    const accepted = this.metadata.get("grpc-accept-encoding")?.join(",").split(",") ?? [];
    if (this.headersSent || !accepted.some((name) => name.trim() === "gzip")) return;
    this.compressor = new MessageCompressor();
  }

  protected beforeMessage(): void {
    if (this.headersSent) return;
    this.headersSent = true;
    const encoding: readonly HeaderField[] = this.compressor === undefined ? [] : [["grpc-encoding", "gzip"]];
    this.stream.sendHeaders([...RESPONSE_HEADERS, ...encoding], false);
  }

  consumed(bytes: number): void {
    this.stream.consumed(bytes);
  }

  expect(bytes: number): void {
    this.stream.expect(bytes);
  }

  /** The handler learns of it by the rejection of receive(), and decides how the call ends. */
  broken(): void {}

  onHeaders(_fields: HeaderField[], endStream: boolean): void {
    if (endStream) this.inbox.finish();
    else this.stream.abort(ErrorCode.ProtocolError, "HEADERS came inside a request");
  }

  onData(content: Buffer): void {
    this.inbox.push(content);
  }

  onEnd(): void {
    this.inbox.finish();
  }

  onClosed(reason: Error): void {
    const error = closedError(reason);
    this.writer.fail(error);
    this.inbox.fail(error);
    this.abort.abort(error);
  }

  private sendStatus(failure: { readonly reason: unknown } | undefined): void {
    const trailers = statusTrailers(failure === undefined ? undefined : (failure.reason ?? "unknown error"));
    this.stream.sendHeaders(this.headersSent ? trailers : [...RESPONSE_HEADERS, ...trailers], true);
    // The peer need not send what nobody reads.
    this.stream.reset(ErrorCode.NoError);
  }
}
