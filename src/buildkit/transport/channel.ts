import type { Duplex } from "node:stream";
import { isSlipwayError, SlipwayError } from "../../errors/index.js";
import { currentTrace } from "./call-trace.js";
import { ClientCall } from "./client-call.js";
import { Connection } from "./connection.js";
import { asSlipwayError } from "./connection-failure.js";
import { DuplexSink } from "./duplex-sink.js";
import { requestFields } from "./metadata.js";
import { PeerWatch } from "./peer-watch.js";
import { type Sender, SendScheduler } from "./send-scheduler.js";
import { StreamSessionTunnel, type TunnelHost } from "./session-tunnel.js";
import type { Http2Stream, StreamListener } from "./stream.js";
import {
  type CallOptions,
  type ChannelOptions,
  type DuplexCall,
  type GrpcChannel,
  GrpcCode,
  GrpcError,
  type MessageHandler,
  type SessionTunnel,
  type SessionTunnelOptions,
} from "./types.js";
import { DirectPath, type UnitPath } from "./unit-path.js";

const DEFAULT_PING_DELAY = 30;
const DEFAULT_SILENCE_LIMIT = 60_000;
/** What the daemon is asked for a sign of life. Who does not know the method says so, which is as good an answer. */
const HEALTH_METHOD = "/grpc.health.v1.Health/Check";

/** gRPC client over one byte stream. */
export class DuplexChannel implements GrpcChannel, TunnelHost {
  readonly closed: Promise<Error | undefined>;
  readonly authority: string;
  readonly pingDelay: number;
  readonly sink: DuplexSink;
  readonly connection: Connection;
  private readonly scheduler: SendScheduler;
  private readonly watch: PeerWatch;
  private settleClosed: (error: Error | undefined) => void = () => {};

  constructor(
    private readonly stream: Duplex,
    options: ChannelOptions = {},
  ) {
    this.authority = options.authority ?? "localhost";
    this.pingDelay = options.pingDelay ?? DEFAULT_PING_DELAY;
    this.closed = new Promise((resolve) => {
      this.settleClosed = resolve;
    });
    this.scheduler = new SendScheduler(() => this.sink.hasRoom);
    this.sink = new DuplexSink(stream, this.scheduler.run);
    this.connection = new Connection({
      role: "client",
      sink: this.sink,
      pingDelay: this.pingDelay,
      onWritable: this.scheduler.run,
      onClosed: (error) => this.onClosed(error),
    });
    this.watch = new PeerWatch({
      limit: options.silenceLimit ?? DEFAULT_SILENCE_LIMIT,
      isWaiting: () => this.connection.hasStreams,
      sending: () => ({ buffered: this.sink.buffered, taken: this.sink.taken }),
      ask: () => this.ask(),
      onSilent: (milliseconds) => this.connection.lost(silentPeer(options.peer, milliseconds)),
    });
    this.listen();
  }

  get arenas() {
    return this.scheduler.arenas;
  }

  wake(writer: Sender): void {
    this.scheduler.wake(writer);
  }

  atTurnsEnd(work: () => void): void {
    this.sink.atTurnsEnd(work);
  }

  directPath(stream: Http2Stream): UnitPath {
    return new DirectPath(stream.id, stream.windows, this.sink);
  }

  async unary(method: string, request: Uint8Array, options?: CallOptions): Promise<Uint8Array> {
    let response: Uint8Array | undefined;
    await this.serverStream(
      method,
      request,
      (message) => {
        if (response !== undefined)
          throw new GrpcError(GrpcCode.Internal, `${method} answered more than once`);
        response = message;
      },
      options,
    );
    if (response === undefined) throw new GrpcError(GrpcCode.Internal, `${method} gave no answer`);
    return response;
  }

  serverStream(
    method: string,
    request: Uint8Array,
    onMessage: MessageHandler,
    options?: CallOptions,
  ): Promise<void> {
    const call = this.open(method, options);
    call.send(request);
    call.end();
    return call.receive(onMessage);
  }

  duplex(method: string, options?: CallOptions): DuplexCall {
    return this.open(method, options);
  }

  openSession(options: SessionTunnelOptions): SessionTunnel {
    this.watch.start();
    return new StreamSessionTunnel(this, options);
  }

  close(): void {
    this.connection.close(new SlipwayError("canceled", "the connection to BuildKit was closed"));
  }

  private open(method: string, options: CallOptions = {}): ClientCall {
    this.watch.start();
    const { metadata, signal, onMetadata } = options;
    const trace = currentTrace();
    trace?.onCall(this);
    const told = trace === undefined ? metadata : { ...trace.fields, ...metadata };
    return new ClientCall(this, requestFields(method, this.authority, told), signal, onMetadata);
  }

  /**
   * Asks with a call: a PING is answered by a proxy in between, too, and grpc-go ends connections that bring many. The
   * request has no message, so that it waits for no window.
   */
  private ask(): void {
    const stream = this.connection.openStream(heedless);
    stream.sendHeaders(requestFields(HEALTH_METHOD, this.authority), true);
  }

  private listen(): void {
    const { stream } = this;
    const lost = (message: string, cause?: Error): void =>
      this.connection.lost(
        new SlipwayError("connection-lost", message, cause === undefined ? {} : { cause }),
      );
    stream.on("error", (error) => {
      // A stream that is ours says itself where it led and what became of it.
      if (isSlipwayError(error)) this.connection.lost(error);
      else lost(`the connection to BuildKit broke: ${error.message}`, error);
    });
    stream.on("end", () => lost("BuildKit closed the connection"));
    stream.on("close", () => lost("the connection to BuildKit was cut"));
    if (stream.destroyed || stream.readableEnded) {
      process.nextTick(lost, "the connection to BuildKit is closed");
      return;
    }
    stream.on("data", (chunk: Buffer) => {
      this.watch.heard();
      this.connection.receive(chunk);
    });
  }

  private onClosed(error: Error | undefined): void {
    this.watch.stop();
    this.sink.close();
    this.settleClosed(error === undefined ? undefined : asSlipwayError(error));
  }
}

/** That anything comes is all there is to know. */
const heedless: StreamListener = {
  onHeaders: () => undefined,
  onData: () => undefined,
  onEnd: () => undefined,
  onClosed: () => undefined,
};

function silentPeer(peer = "BuildKit", milliseconds: number): SlipwayError {
  const seconds = milliseconds / 1000;
  return new SlipwayError("connection-lost", `${peer} has not answered for ${seconds} s`, {
    hint: "the daemon, or the network that leads to it, has stalled; SLIPWAY_CONNECTION_TIMEOUT sets for how long that is waited out",
    details: { silentSeconds: seconds },
  });
}
