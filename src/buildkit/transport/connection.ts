import { checkFrame } from "./check-frame.js";
import type { FrameSink } from "./duplex-sink.js";
import { DEFAULT_WINDOW, ReceiveWindow, SendWindow } from "./flow-window.js";
import {
  CLIENT_PREFACE,
  Flag,
  FrameType,
  goawayFrame,
  resetFrame,
  Setting,
  settingsFrame,
  windowUpdateFrame,
} from "./frame.js";
import { type FrameHandler, FrameReader } from "./frame-reader.js";
import { HeaderBlockAssembler } from "./header-block.js";
import { type HeaderField, HpackDecoder } from "./hpack-decoder.js";
import { HpackEncoder } from "./hpack-encoder.js";
import { PeerSettings } from "./peer-settings.js";
import { PingAnswers } from "./ping-answers.js";
import { ErrorCode, errorCodeName, ProtocolError } from "./protocol-error.js";
import { Http2Stream, STREAM_WINDOW, type StreamHost, type StreamListener, StreamReset } from "./stream.js";

/**
 * Bytes that the peer may send on all streams together. Credit for it comes back as soon as bytes arrive, so it never
 * holds up one stream for another.
 */
const CONNECTION_WINDOW = 16 << 20;

/** Largest header list accepted, in octets; grpc-go's own limit, as error details are long. */
const MAX_HEADER_LIST = 16 << 20;

/** Calls that the peer may have open at once. */
const MAX_PEER_STREAMS = 1024;

/**
 * Bytes waiting to be sent at which a PING or SETTINGS ends the connection: content stops well below, so the peer floods
 * us with questions whose answers it does not take.
 */
const MAX_BUFFERED = 5 << 20;

/** What a {@link Connection} is told. */
export interface ConnectionOptions {
  readonly role: "client" | "server";
  readonly sink: FrameSink;
  /** See ChannelOptions.pingDelay. */
  readonly pingDelay: number;
  /** Server role: the peer opened a stream. Returns who takes what comes on it. */
  readonly onStream?: (stream: Http2Stream, fields: HeaderField[]) => StreamListener;
  /** Some send window may have grown. */
  readonly onWritable: () => void;
  /** The connection has ended; called once, after every stream was closed. Undefined when we closed it. */
  readonly onClosed: (error: Error | undefined) => void;
}

/** One HTTP/2 connection, in either role, over anything that carries bytes. No method throws. */
export class Connection implements FrameHandler, StreamHost {
  readonly sink: FrameSink;
  readonly encoder = new HpackEncoder();
  readonly sendWindow = new SendWindow(DEFAULT_WINDOW);
  private readonly receiveWindow = new ReceiveWindow(CONNECTION_WINDOW);
  private readonly decoder = new HpackDecoder(MAX_HEADER_LIST);
  private readonly headerBlocks = new HeaderBlockAssembler(MAX_HEADER_LIST);
  private readonly peerSettings = new PeerSettings(this.encoder);
  private readonly pings: PingAnswers;
  private readonly reader: FrameReader;
  private readonly streams = new Map<number, Http2Stream>();
  private nextStreamId = 1;
  private lastPeerStreamId = 0;
  private goaway: Error | undefined;
  private ended: Error | undefined;
  private writable = false;

  constructor(private readonly options: ConnectionOptions) {
    const client = options.role === "client";
    this.sink = options.sink;
    this.pings = new PingAnswers(this.sink, options.pingDelay);
    this.reader = new FrameReader(this, !client);
    if (client) this.sink.write(CLIENT_PREFACE);
    this.sink.write(
      settingsFrame([
        client ? [Setting.EnablePush, 0] : [Setting.MaxConcurrentStreams, MAX_PEER_STREAMS],
        [Setting.InitialWindowSize, STREAM_WINDOW],
        [Setting.MaxHeaderListSize, MAX_HEADER_LIST],
      ]),
    );
    this.sink.write(windowUpdateFrame(0, CONNECTION_WINDOW - DEFAULT_WINDOW));
  }

  /** The largest frame payload that the peer takes, as far as it has told. */
  get peerMaxFrame(): number {
    return this.peerSettings.maxFrame;
  }

  get hasStreams(): boolean {
    return this.streams.size > 0;
  }

  /** Takes bytes of the peer. A protocol error ends the connection. */
  receive(chunk: Buffer): void {
    if (this.ended !== undefined) return;
    try {
      this.reader.read(chunk);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      this.end(failure instanceof ProtocolError ? failure.code : ErrorCode.InternalError, failure);
    }
    if (!this.writable) return;
    this.writable = false;
    this.options.onWritable();
  }

  /** Opens a stream. On a connection that takes no more streams it comes back closed. */
  openStream(listener: StreamListener): Http2Stream {
    const stream = new Http2Stream(this.nextStreamId, this, listener, this.peerSettings.initialWindow);
    const reason = this.ended ?? this.goaway;
    if (reason !== undefined) {
      stream.refuse(reason);
      return stream;
    }
    this.nextStreamId += 2;
    this.streams.set(stream.id, stream);
    return stream;
  }

  /** Ends the connection from our side. */
  close(reason: Error): void {
    this.end(ErrorCode.NoError, reason, true);
  }

  /** The layer below has failed or ended. */
  lost(error: Error): void {
    this.end(ErrorCode.NoError, this.goaway ?? error);
  }

  remove(stream: Http2Stream): void {
    this.streams.delete(stream.id);
    if (this.goaway !== undefined && this.streams.size === 0) this.end(ErrorCode.NoError, this.goaway);
  }

  onData(streamId: number, content: Buffer, flowBytes: number, end: boolean): void {
    this.checkOrder(FrameType.Data, streamId);
    if (!this.receiveWindow.received(flowBytes)) {
      throw new ProtocolError(
        ErrorCode.FlowControlError,
        "the peer exceeded the connection's flow-control window",
      );
    }
    const credit = this.receiveWindow.consumed(flowBytes);
    if (credit > 0) this.sink.write(windowUpdateFrame(0, credit));
    this.findStream(streamId, "DATA")?.receiveData(content, flowBytes, end);
  }

  onFrame(type: number, flags: number, streamId: number, payload: Buffer): void {
    this.checkOrder(type, streamId);
    checkFrame(type, flags, streamId, payload);
    switch (type) {
      case FrameType.Headers:
      case FrameType.Continuation:
        this.receiveHeaders(type, flags, streamId, payload);
        break;
      case FrameType.ResetStream:
        this.findStream(streamId, "RST_STREAM")?.close(new StreamReset(payload.readUInt32BE(0)));
        break;
      case FrameType.Settings:
        if ((flags & Flag.Ack) === 0) this.receiveSettings(payload);
        break;
      case FrameType.Ping:
        if ((flags & Flag.Ack) !== 0) break;
        this.checkFlood();
        this.pings.answer(payload, this.peerSettings.initialWindow);
        break;
      case FrameType.Goaway:
        this.receiveGoaway(payload);
        break;
      case FrameType.WindowUpdate:
        this.receiveWindowUpdate(streamId, payload.readUInt32BE(0) & 0x7fffffff);
        break;
    }
  }

  /** The peer's first frame must be SETTINGS, and nothing may come between the parts of a header block. */
  private checkOrder(type: number, streamId: number): void {
    if (!this.peerSettings.received && type !== FrameType.Settings) {
      throw new ProtocolError(ErrorCode.ProtocolError, "the first frame is not SETTINGS");
    }
    const open = this.headerBlocks.openStream;
    if (open !== 0 ? type !== FrameType.Continuation || streamId !== open : type === FrameType.Continuation) {
      throw new ProtocolError(ErrorCode.ProtocolError, "a header block is interrupted or has no start");
    }
  }

  private receiveHeaders(type: number, flags: number, streamId: number, payload: Buffer): void {
    const whole = this.headerBlocks.add(type, flags, streamId, payload);
    if (whole === undefined) return;
    const fields = this.decoder.decode(whole.block);
    if (this.options.role === "server" && streamId % 2 === 1 && streamId > this.lastPeerStreamId) {
      this.acceptStream(streamId, fields, whole.endStream);
    } else {
      this.findStream(streamId, "HEADERS")?.receiveHeaders(fields, whole.endStream);
    }
  }

  private acceptStream(streamId: number, fields: HeaderField[], endStream: boolean): void {
    this.lastPeerStreamId = streamId;
    const { onStream } = this.options;
    if (this.streams.size >= MAX_PEER_STREAMS || onStream === undefined) {
      this.sink.write(resetFrame(streamId, ErrorCode.RefusedStream));
      return;
    }
    const stream = new Http2Stream(streamId, this, undefined, this.peerSettings.initialWindow);
    this.streams.set(streamId, stream);
    stream.listen(onStream(stream, fields));
    if (endStream) stream.receiveEnd();
  }

  private receiveSettings(payload: Buffer): void {
    const growth = this.peerSettings.apply(payload);
    for (const stream of this.streams.values()) {
      if (!stream.sendWindow.grow(growth)) {
        throw new ProtocolError(ErrorCode.FlowControlError, "SETTINGS make a stream's window too large");
      }
    }
    this.checkFlood();
    this.sink.write(SETTINGS_ACK);
    this.writable = true;
  }

  private receiveWindowUpdate(streamId: number, increment: number): void {
    if (streamId === 0) {
      if (increment === 0)
        throw new ProtocolError(ErrorCode.ProtocolError, "WINDOW_UPDATE of the connection by 0");
      if (!this.sendWindow.grow(increment)) {
        throw new ProtocolError(ErrorCode.FlowControlError, "the connection's window grew too large");
      }
    } else {
      const stream = this.findStream(streamId, "WINDOW_UPDATE");
      if (stream === undefined) return;
      if (increment === 0) stream.abort(ErrorCode.ProtocolError, "WINDOW_UPDATE of a stream by 0");
      else if (!stream.sendWindow.grow(increment)) {
        stream.abort(ErrorCode.FlowControlError, "the stream's window grew too large");
      }
    }
    this.writable = true;
  }

  private receiveGoaway(payload: Buffer): void {
    const lastStreamId = payload.readUInt32BE(0) & 0x7fffffff;
    const detail = payload.toString("utf8", 8).slice(0, 256);
    const code = payload.readUInt32BE(4);
    const name = errorCodeName(code);
    this.goaway = new Error(`the peer ended the connection: ${detail === "" ? name : `${name} (${detail})`}`);
    for (const stream of [...this.streams.values()]) {
      if (this.options.role === "client" && stream.id > lastStreamId) stream.close(this.goaway);
    }
    // After an error the peer closes the connection (RFC 9113, section 5.4.1): no stream is answered any more.
    if (this.streams.size === 0 || code !== ErrorCode.NoError) this.end(ErrorCode.NoError, this.goaway);
  }

  /** The stream, undefined when it is closed. @throws ProtocolError when it was never opened. */
  private findStream(streamId: number, frameName: string): Http2Stream | undefined {
    const stream = this.streams.get(streamId);
    if (stream !== undefined) return stream;
    const known =
      streamId % 2 === 1 &&
      (this.options.role === "client" ? streamId < this.nextStreamId : streamId <= this.lastPeerStreamId);
    if (!known) {
      throw new ProtocolError(
        ErrorCode.ProtocolError,
        `${frameName} for stream ${streamId}, which is not open`,
      );
    }
    return undefined;
  }

  private checkFlood(): void {
    if (this.sink.buffered > MAX_BUFFERED) {
      throw new ProtocolError(ErrorCode.EnhanceYourCalm, "the peer sends questions and takes no answers");
    }
  }

  private end(code: number, reason: Error, byUs = false): void {
    if (this.ended !== undefined) return;
    this.ended = reason;
    this.reader.stop();
    this.pings.stop();
    this.sink.write(
      goawayFrame(this.lastPeerStreamId, code, code === ErrorCode.NoError ? "" : reason.message),
    );
    for (const stream of [...this.streams.values()]) stream.close(reason);
    this.options.onClosed(byUs ? undefined : reason);
  }
}

const SETTINGS_ACK = Buffer.from([0, 0, 0, FrameType.Settings, Flag.Ack, 0, 0, 0, 0]);
