import http2 from "node:http2";
import {
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "../../../src/buildkit/protobuf/index.js";
import { type Answer, startCall } from "../transport/daemon-session.js";
import { grpcMessage, sessionBytes } from "../transport/grpc-peer.js";

/** A session that the client opened: BuildKit calls back through it. */
export class FakeSession {
  readonly id: string;
  readonly sharedKey: string;
  /** What the client says it serves. */
  readonly methods: readonly string[];
  /** Resolves when the session has ended. */
  readonly closed: Promise<void>;
  readonly client: http2.ClientHttp2Session;

  constructor(
    readonly stream: http2.ServerHttp2Stream,
    headers: http2.IncomingHttpHeaders,
  ) {
    this.id = String(headers["x-docker-expose-session-uuid"]);
    this.sharedKey = String(headers["x-docker-expose-session-sharedkey"]);
    this.methods = String(headers["x-docker-expose-session-grpc-method"] ?? "").split(", ");
    this.closed = new Promise((resolve) => stream.once("close", resolve));
    const bytes = sessionBytes(stream);
    this.client = http2.connect("http://session", { createConnection: () => bytes });
    this.client.on("error", () => {});
    stream.once("close", () => this.client.destroy());
  }

  /** Calls a method with one message; what comes back is decoded. Rejects with the call's status. */
  async call<I extends DescMessage, O extends DescMessage>(
    method: DescMethod<I, O>,
    request: MessageInitShape<I>,
    headers: http2.OutgoingHttpHeaders = {},
  ): Promise<MessageShape<O>[]> {
    const { messages, trailers } = await this.send(method.path, [toBinary(method.input, request)], headers);
    if (trailers["grpc-status"] !== "0") throw new SessionRefusal(trailers);
    return messages.map((message) => fromBinary(method.output, message));
  }

  /** Sends messages, half-closes and waits for the end, whichever it is. */
  send(
    path: string,
    messages: readonly Uint8Array[],
    headers: http2.OutgoingHttpHeaders = {},
  ): Promise<Answer> {
    const { stream, answer } = startCall(this.client, path, headers);
    for (const message of messages) stream.write(grpcMessage(message));
    stream.end();
    return answer;
  }

  /** Opens a call and leaves it open. */
  open(path: string, headers: http2.OutgoingHttpHeaders = {}) {
    return startCall(this.client, path, headers);
  }
}

/** A call that the client refused. */
export class SessionRefusal extends Error {
  readonly code: number;

  constructor(trailers: http2.IncomingHttpHeaders) {
    super(decodeURIComponent(String(trailers["grpc-message"] ?? "")));
    this.code = Number(trailers["grpc-status"]);
  }
}
