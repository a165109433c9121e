import type { Duplex } from "node:stream";

/** gRPC metadata of one direction: lower-case keys, values in the order they came; a repeated key keeps every value. */
export type Metadata = ReadonlyMap<string, readonly string[]>;

/** What a caller may give as metadata. */
export type MetadataInit = Readonly<Record<string, string | readonly string[]>>;

/** gRPC status codes that Slipway names (https://grpc.io/docs/guides/status-codes/). */
export enum GrpcCode {
  OK = 0,
  Canceled = 1,
  Unknown = 2,
  InvalidArgument = 3,
  DeadlineExceeded = 4,
  NotFound = 5,
  AlreadyExists = 6,
  PermissionDenied = 7,
  ResourceExhausted = 8,
  FailedPrecondition = 9,
  Aborted = 10,
  OutOfRange = 11,
  Unimplemented = 12,
  Internal = 13,
  Unavailable = 14,
  DataLoss = 15,
  Unauthenticated = 16,
}

/** A call that ended with a status other than OK. `message` is the peer's text alone. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  constructor(
    readonly code: GrpcCode,
    message: string,
    /** Raw `grpc-status-details-bin`: a google.rpc.Status message, undefined when the peer sent none. */
    readonly statusDetails?: Uint8Array,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Options of every client call. */
export interface CallOptions {
  readonly metadata?: MetadataInit;
  /** Aborting resets the stream; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told of the headers of the response, before its first message. Must not throw. */
  readonly onMetadata?: ((metadata: Metadata) => void) | undefined;
}

/**
 * Takes one message. When it returns a promise, no further message of this call is delivered, and no flow-control
 * credit for it is given back to the peer, until the promise settles: that is the back-pressure.
 * The bytes stay valid after it returns.
 */
export type MessageHandler = (message: Uint8Array) => void | Promise<void>;

/** Where the pieces of one message go. */
export interface PieceReceiver {
  /** Bytes at the message's start that are dealt with already. */
  readonly prefix: number;
  /** Takes the rest piece by piece, none of them empty, as a {@link MessageHandler} takes messages. */
  readonly take: MessageHandler;
}

/**
 * Asked about a message of `length` bytes that has not come in one piece, with its start: who takes it in pieces, as they
 * come and without a copy; undefined for a message that is wanted whole. What it throws ends the receiving.
 */
export type MessageSplitter = (start: Uint8Array, length: number) => PieceReceiver | undefined;

/** The sending half of a call. */
export interface MessageSender {
  /** Queues one message (the bytes are copied before it returns). False when the buffer is full: await drain(). */
  send(message: Uint8Array): boolean;
  /**
   * Queues one message of `prefix` followed by `length` bytes that `fill` writes into the given views, in order, before
   * it returns or its promise settles. The views are the send buffer itself, so file content is read straight into it.
   * Calls on one sender must not overlap: await the promise if one is returned.
   */
  sendFilled(
    prefix: Uint8Array,
    length: number,
    fill: (views: Uint8Array[]) => void | Promise<void>,
  ): void | Promise<void>;
  /** The largest `length` that sendFilled takes at once. */
  readonly maxFill: number;
  /** Resolves when the buffer has room again; rejects when the call or the connection has ended. */
  drain(): Promise<void>;
}

/** One call that the peer made to us. */
export interface ServerCall extends MessageSender {
  /** `/package.Service/Method`. */
  readonly method: string;
  readonly metadata: Metadata;
  /** Aborts when the peer resets the call or the connection ends. */
  readonly signal: AbortSignal;
  /**
   * Has what `send` takes from now on compressed where that makes it smaller, if the peer takes gzip. To be called before
   * the first message; what `sendFilled` sends stays as it is.
   */
  compress?(): void;
  /**
   * Starts delivery of the peer's messages. Resolves when the peer has half-closed and every message was handled;
   * rejects when the call is reset or the handler rejects. May be called once.
   *
   * @param split without it, and for messages of one piece, `onMessage` gets everything
   */
  receive(onMessage: MessageHandler, split?: MessageSplitter): Promise<void>;
}

/**
 * Serves one method. The call ends with OK when the promise resolves and with the GrpcError's code (Unknown for any
 * other error) when it rejects; what was queued by send() is delivered first. A handler that still receives when it
 * returns simply stops receiving.
 */
export type MethodHandler = (call: ServerCall) => Promise<void>;

/** Methods by full name (`/package.Service/Method`). */
export type ServiceTable = ReadonlyMap<string, MethodHandler>;

/** A call of ours in both directions. */
export interface DuplexCall extends MessageSender {
  /** Half-closes our direction. */
  end(): void;
  /** As {@link ServerCall.receive}; rejects with GrpcError on a status other than OK. */
  receive(onMessage: MessageHandler): Promise<void>;
  /** Resets the stream. */
  cancel(): void;
}

/** How a session tunnel is opened. */
export interface SessionTunnelOptions {
  /** The session headers, sent as metadata of Control.Session. */
  readonly metadata: MetadataInit;
  readonly services: ServiceTable;
  readonly signal?: AbortSignal | undefined;
}

/** A running session: the daemon calls our services through it. */
export interface SessionTunnel {
  /** Settles when the tunnel has ended: resolves after close(), rejects when the daemon or the connection ended it. */
  readonly ended: Promise<void>;
  /** Half-closes the tunnel; calls that still run are aborted. */
  close(): void;
}

/** gRPC over one byte stream to a BuildKit daemon. */
export interface GrpcChannel {
  /** One request, one answer. */
  unary(method: string, request: Uint8Array, options?: CallOptions): Promise<Uint8Array>;
  /** Resolves when the stream ended with OK and every message was handled. */
  serverStream(
    method: string,
    request: Uint8Array,
    onMessage: MessageHandler,
    options?: CallOptions,
  ): Promise<void>;
  /** A call on which both sides send messages as they like. */
  duplex(method: string, options?: CallOptions): DuplexCall;
  /** Opens Control.Session and serves `services` over the tunnelled second HTTP/2 connection. */
  openSession(options: SessionTunnelOptions): SessionTunnel;
  /** Resolves with undefined after close(), or with the error that broke the connection. Never rejects. */
  readonly closed: Promise<Error | undefined>;
  /** Ends the connection and the byte stream under it. Calls that still run reject. */
  close(): void;
}

/** How {@link GrpcChannel} behaves; the defaults are the measured best. */
export interface ChannelOptions {
  /** Sent as `:authority`. Default `localhost`. */
  readonly authority?: string | undefined;
  /**
   * Delay in milliseconds of some PING answers while the peer's flow-control window is small, which makes grpc-go's
   * bandwidth estimator grow it sooner. 0 turns it off. Default 30 (see docs/transport.md).
   */
  readonly pingDelay?: number | undefined;
  /**
   * Milliseconds without a sign of life after which the connection counts as lost (`connection-lost`) while calls wait: a
   * quarter of it is waited before the daemon is asked with a call. Half of it is enough before the daemon's first word. 0
   * waits for ever. Default 60 000.
   */
  readonly silenceLimit?: number | undefined;
  /** What is at the other end, for the message about its silence. Default `BuildKit`. */
  readonly peer?: string | undefined;
}

/** Signature of the transport's one entry point, `openChannel`. */
export type OpenChannel = (stream: Duplex, options?: ChannelOptions) => GrpcChannel;
