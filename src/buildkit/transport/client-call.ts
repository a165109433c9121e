import { onAbort } from "./abort-hub.js";
import type { Connection } from "./connection.js";
import { closedError, responseError, trailersError } from "./grpc-status.js";
import type { HeaderField } from "./hpack-decoder.js";
import { type InboxOwner, MessageInbox } from "./message-inbox.js";
import { UnitMessageSender } from "./message-sender.js";
import { headerValue, toMetadata } from "./metadata.js";
import { ErrorCode } from "./protocol-error.js";
import type { Http2Stream, StreamListener } from "./stream.js";
import { type DuplexCall, GrpcCode, GrpcError, type MessageHandler, type Metadata } from "./types.js";
import type { UnitPath } from "./unit-path.js";
import { UnitWriter, type WriterHost } from "./unit-writer.js";

/** What a {@link ClientCall} runs on. */
export interface ClientCallHost extends WriterHost {
  readonly connection: Connection;
  directPath(stream: Http2Stream): UnitPath;
}

/** A call of ours: one stream, opened with `request` headers. */
export class ClientCall extends UnitMessageSender implements DuplexCall, StreamListener, InboxOwner {
  protected readonly writer: UnitWriter;
  private readonly stream: Http2Stream;
  private readonly inbox: MessageInbox;
  private responded = false;
  private forgetSignal: () => void = () => {};

  constructor(
    host: ClientCallHost,
    request: readonly HeaderField[],
    private readonly signal: AbortSignal | undefined,
    private readonly onMetadata?: (metadata: Metadata) => void,
  ) {
    super();
    this.inbox = new MessageInbox(this, () => this.forgetSignal());
    this.stream = host.connection.openStream(this);
    this.writer = new UnitWriter(host.directPath(this.stream), host);
    this.stream.sendHeaders(request, false);
    if (this.stream.closedBy !== undefined) this.onClosed(this.stream.closedBy);
    else if (signal?.aborted) this.onAbort();
    else if (signal !== undefined) this.forgetSignal = onAbort(signal, this.onAbort);
  }

  end(): void {
    this.writer.finish(() => this.stream.sendEnd());
  }

  receive(onMessage: MessageHandler): Promise<void> {
    return this.inbox.receive(onMessage);
  }

  cancel(): void {
    this.abandon(new GrpcError(GrpcCode.Canceled, "the call was canceled"));
  }

  protected beforeMessage(): void {}

  consumed(bytes: number): void {
    this.stream.consumed(bytes);
  }

  expect(bytes: number): void {
    this.stream.expect(bytes);
  }

  broken(reason: unknown): void {
    this.abandon(reason);
  }

  onHeaders(fields: HeaderField[], endStream: boolean): void {
    if (this.responded) {
      if (endStream) this.conclude(trailersError(fields));
      else this.abandon(new GrpcError(GrpcCode.Internal, "HEADERS came inside a response"));
      return;
    }
    if (!endStream && /^1\d\d$/.test(headerValue(fields, ":status") ?? "")) return;
    this.responded = true;
    this.onMetadata?.(toMetadata(fields));
    const error = headerValue(fields, "grpc-status") === undefined ? responseError(fields) : undefined;
    if (endStream) this.conclude(error ?? trailersError(fields));
    else if (error !== undefined) this.abandon(error);
  }

  onData(content: Buffer): void {
    if (this.responded) this.inbox.push(content);
    else this.abandon(new GrpcError(GrpcCode.Internal, "DATA came before the headers of the response"));
  }

  onEnd(): void {
    this.conclude(new GrpcError(GrpcCode.Internal, "the response ended without a gRPC status"));
  }

  onClosed(reason: Error): void {
    const error = closedError(reason);
    this.writer.fail(error);
    this.inbox.fail(error);
  }

  /** The response is complete: what we still had to send has no reader. */
  private conclude(error: GrpcError | undefined): void {
    this.stream.reset(ErrorCode.NoError);
    this.writer.fail(error ?? new GrpcError(GrpcCode.Canceled, "the peer has ended the call"));
    this.inbox.finish(error);
  }

  private abandon(reason: unknown): void {
    this.stream.reset(ErrorCode.Cancel);
    this.writer.fail(reason);
    this.inbox.fail(reason);
  }

  private readonly onAbort = (): void => this.abandon(this.signal?.reason);
}
