import { onAbort } from "./abort-hub.js";
import { currentTrace } from "./call-trace.js";
import type { ClientCallHost } from "./client-call.js";
import { Connection } from "./connection.js";
import { asSlipwayError } from "./connection-failure.js";
import type { DuplexSink } from "./duplex-sink.js";
import { closedError, responseError, trailersError } from "./grpc-status.js";
import { healthService } from "./health.js";
import type { HeaderField } from "./hpack-decoder.js";
import { headerValue, isGrpc, requestFields } from "./metadata.js";
import { ErrorCode } from "./protocol-error.js";
import { RoundRobin, type Sender } from "./send-scheduler.js";
import { StreamServerCall } from "./server-call.js";
import type { Http2Stream, StreamListener } from "./stream.js";
import { TunnelPath, TunnelSink } from "./tunnel-path.js";
import { TunnelReader } from "./tunnel-reader.js";
import {
  GrpcCode,
  GrpcError,
  type MethodHandler,
  type ServiceTable,
  type SessionTunnel,
  type SessionTunnelOptions,
} from "./types.js";
import type { ArenaPool } from "./unit-arena.js";
import { UnitWriter, type WriterHost } from "./unit-writer.js";

/** The method that carries a session; both directions are a byte stream cut into BytesMessages. */
const SESSION_METHOD = "/moby.buildkit.v1.Control/Session";

/** What a tunnel runs on. */
export interface TunnelHost extends ClientCallHost {
  readonly sink: DuplexSink;
  readonly authority: string;
  readonly pingDelay: number;
}

/** A session: an HTTP/2 connection in which we are the server, inside one call of the outer connection. */
export class StreamSessionTunnel implements SessionTunnel, StreamListener, WriterHost {
  readonly ended: Promise<void>;
  readonly arenas: ArenaPool;
  private readonly stream: Http2Stream;
  private readonly carrier: UnitWriter;
  private readonly inner: Connection;
  private readonly reader: TunnelReader;
  private readonly services: ServiceTable;
  private readonly signal: AbortSignal | undefined;
  /** The inner connection's calls share one place among the outer connection's senders. */
  private readonly calls = new RoundRobin();
  private forgetSignal: () => void = () => {};
  private responded = false;
  private closing = false;
  private settled = false;
  private settle: (failure?: { readonly reason: unknown }) => void = () => {};

  constructor(
    private readonly host: TunnelHost,
    options: SessionTunnelOptions,
  ) {
    this.arenas = host.arenas;
    this.services = options.services;
    this.signal = options.signal;
    this.ended = new Promise((resolve, reject) => {
      this.settle = (failure) => (failure === undefined ? resolve() : reject(failure.reason));
    });
    this.ended.catch(() => {});
    this.stream = host.connection.openStream(this);
    this.stream.sendHeaders(
      requestFields(SESSION_METHOD, host.authority, { ...currentTrace()?.fields, ...options.metadata }),
      false,
    );
    this.carrier = new UnitWriter(host.directPath(this.stream), host);
    this.inner = new Connection({
      role: "server",
      sink: new TunnelSink(this.carrier),
      pingDelay: host.pingDelay,
      onStream: this.onCall,
      onWritable: () => host.wake(this.calls),
      onClosed: (error) => this.fail(error === undefined ? undefined : asSlipwayError(error)),
    });
    this.reader = new TunnelReader((bytes) => this.inner.receive(bytes));
    if (this.stream.closedBy !== undefined) this.onClosed(this.stream.closedBy);
    else if (this.signal?.aborted) this.onAbort();
    else if (this.signal !== undefined) this.forgetSignal = onAbort(this.signal, this.onAbort);
  }

  wake(writer: Sender): void {
    this.calls.add(writer);
    this.host.wake(this.calls);
  }

  atTurnsEnd(work: () => void): void {
    this.host.atTurnsEnd(work);
  }

  close(): void {
    if (this.closing || this.settled) return;
    this.closing = true;
    this.inner.close(new Error("the session was closed"));
    this.carrier.finish(() => this.stream.sendEnd());
  }

  onHeaders(fields: HeaderField[], endStream: boolean): void {
    const grpcStatus = headerValue(fields, "grpc-status");
    const error = this.responded || grpcStatus !== undefined ? undefined : responseError(fields);
    this.responded = true;
    if (endStream) this.end(error ?? trailersError(fields));
    else if (error !== undefined) this.fail(error);
  }

  onData(content: Buffer): void {
    try {
      this.reader.read(content);
    } catch (error) {
      this.fail(error instanceof Error ? asSlipwayError(error) : error);
      return;
    }
    this.stream.consumed(content.length);
  }

  onEnd(): void {
    this.end(new GrpcError(GrpcCode.Internal, "the session ended without a gRPC status"));
  }

  onClosed(reason: Error): void {
    this.end(closedError(reason));
  }

  private readonly onCall = (stream: Http2Stream, fields: HeaderField[]): StreamListener => {
    const method = headerValue(fields, ":path") ?? "";
    const carrier = { stream: this.stream, writer: this.carrier, sink: this.host.sink };
    const path = new TunnelPath(stream, carrier, this.host.connection.peerMaxFrame);
    const call = new StreamServerCall(method, fields, stream, path, this);
    if (!isGrpc(fields)) {
      stream.sendHeaders([[":status", "415"]], true);
      stream.reset(ErrorCode.NoError);
      return call;
    }
    // A handler starts after the frame that opened its call was dealt with.
    queueMicrotask(() => void call.serve(this.handlerOf(method)));
    return call;
  };

  private handlerOf(method: string): MethodHandler {
    const handler = this.services.get(method) ?? healthService.get(method);
    if (handler !== undefined) return handler;
    return () => Promise.reject(new GrpcError(GrpcCode.Unimplemented, `unknown method ${method}`));
  }

  /** The outer call has ended. After close() any way to end is a good one. */
  private end(error: GrpcError | undefined): void {
    const early = error ?? new GrpcError(GrpcCode.Unavailable, "the daemon ended the session");
    this.finish(this.closing ? undefined : { reason: early });
  }

  /** We cannot go on: the inner connection is broken or the caller gave up. */
  private fail(reason: unknown): void {
    if (this.closing || this.settled) return;
    this.carrier.flush();
    this.stream.reset(ErrorCode.Cancel);
    this.finish({ reason });
  }

  private finish(failure?: { readonly reason: unknown }): void {
    if (this.settled) return;
    this.settled = true;
    this.forgetSignal();
    const reason = failure?.reason;
    this.inner.lost(reason instanceof Error ? reason : new Error("the session has ended"));
    this.stream.reset(ErrorCode.NoError);
    this.carrier.fail(reason ?? new Error("the session has ended"));
    this.settle(failure);
  }

  private readonly onAbort = (): void => this.fail(this.signal?.reason);
}
