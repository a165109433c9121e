import type http2 from "node:http2";
import {
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "../../../src/buildkit/protobuf/index.js";
import { GrpcCode } from "../../../src/buildkit/transport/index.js";
import { deferred } from "../transport/deferred.js";
import { GrpcMessages, grpcMessage } from "../transport/grpc-peer.js";
import type { FakeConnection } from "./fake-buildkit.js";

/** A call that the client made to the fake BuildKit; what it gets is up to the script. */
export class FakeCall {
  /** `/package.Service/Method`. */
  readonly path: string;
  /** The build whose gateway is called; undefined for a call of the daemon itself. */
  readonly build: string | undefined;
  /** Resolves when the client resets the call, or its connection ends. */
  readonly closed: Promise<void>;
  readonly #first = deferred<Buffer>();
  #status: http2.OutgoingHttpHeaders = { "grpc-status": "0" };

  constructor(
    readonly stream: http2.ServerHttp2Stream,
    headers: http2.IncomingHttpHeaders,
    readonly connection: FakeConnection,
  ) {
    this.path = String(headers[":path"]);
    const build = headers["buildkit-controlapi-buildid"];
    this.build = build === undefined ? undefined : String(build);
    this.closed = new Promise((resolve) => stream.once("close", resolve));
    this.#first.promise.catch(() => undefined);
  }

  /** Begins to read the client's messages; a session's are read by the session. */
  listen(): void {
    this.stream.once("wantTrailers", () => this.stream.sendTrailers(this.#status));
    const reader = new GrpcMessages();
    this.stream.on("data", (chunk: Buffer) => {
      for (const message of reader.push(chunk)) this.#first.resolve(message);
    });
    this.stream.once("close", () => this.#first.reject(new Error(`${this.path} ended without a message`)));
  }

  /** The client's first message. */
  async request<I extends DescMessage>(schema: I): Promise<MessageShape<I>> {
    return fromBinary(schema, await this.#first.promise);
  }

  send<O extends DescMessage>(schema: O, message: MessageInitShape<O>): boolean {
    return this.sendBytes(toBinary(schema, message));
  }

  /** Any bytes as a message. */
  sendBytes(message: Uint8Array): boolean {
    return this.sendRaw(grpcMessage(message));
  }

  /** Any bytes where messages belong. False when the client does not keep up. */
  sendRaw(bytes: Uint8Array): boolean {
    if (this.stream.destroyed) return true;
    this.begin();
    return this.stream.write(bytes);
  }

  /** Sends the answer's headers. */
  begin(headers: http2.OutgoingHttpHeaders = {}): void {
    if (this.stream.headersSent || this.stream.destroyed) return;
    this.stream.respond(
      { ":status": 200, "content-type": "application/grpc", ...headers },
      { waitForTrailers: true },
    );
  }

  /** Ends the call with a status. */
  end(code: number = GrpcCode.OK, message = "", more: http2.OutgoingHttpHeaders = {}): void {
    this.#status = {
      "grpc-status": String(code),
      ...(message === "" ? {} : { "grpc-message": encodeURIComponent(message) }),
      ...more,
    };
    this.begin();
    this.stream.end();
  }

  /** Ends the call without a status. */
  endWithout(): void {
    this.stream.removeAllListeners("wantTrailers");
    this.stream.once("wantTrailers", () => this.stream.sendTrailers({ "x-none": "1" }));
    this.begin();
    this.stream.end();
  }

  /** Answers a unary call. */
  answer<O extends DescMessage>(schema: O, message: MessageInitShape<O>): void {
    this.send(schema, message);
    this.end();
  }

  /** RST_STREAM with an HTTP/2 error code; 2 is INTERNAL_ERROR. */
  reset(code = 2): void {
    this.stream.close(code);
  }
}
