import http2 from "node:http2";
import { onTestFinished } from "vitest";
import {
  type GrpcChannel,
  type MethodHandler,
  openChannel,
  type SessionTunnel,
} from "../../../src/buildkit/transport/index.js";
import { type Deferred, deferred } from "./deferred.js";
import { GrpcMessages, grpcMessage, serveHttp2, sessionBytes } from "./grpc-peer.js";

/** The method that tests serve. */
export const METHOD = "/moby.test.Service/Method";

/** A channel with one session, and the daemon's client inside it. */
export interface Session {
  readonly channel: GrpcChannel;
  readonly tunnel: SessionTunnel;
  readonly daemon: http2.ClientHttp2Session;
  readonly outer: http2.ServerHttp2Stream;
  readonly headers: http2.IncomingHttpHeaders;
  readonly cut: () => void;
}

/** Opens a session whose inner client is node:http2's; all of it is closed when the test is finished. */
export async function openSession(
  handlers: Record<string, MethodHandler>,
  options: {
    chunking?: () => number;
    settings?: http2.Settings;
    innerSettings?: http2.Settings;
    signal?: AbortSignal;
    pingDelay?: number;
  } = {},
): Promise<Session> {
  const accepted: Deferred<[http2.ServerHttp2Stream, http2.IncomingHttpHeaders]> = deferred();
  const { client, close } = serveHttp2((stream, headers) => accepted.resolve([stream, headers]), options);
  const channel = openChannel(
    client,
    options.pingDelay === undefined ? {} : { pingDelay: options.pingDelay },
  );
  const tunnel = channel.openSession({
    metadata: { "x-docker-expose-session-uuid": "id", "x-docker-expose-session-grpc-method": ["a", "b"] },
    services: new Map(Object.entries(handlers)),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const [outer, headers] = await accepted.promise;
  const bytes = sessionBytes(outer);
  const daemon = http2.connect("http://session", {
    createConnection: () => bytes,
    settings: options.innerSettings ?? {},
  });
  daemon.on("error", () => {});
  onTestFinished(() => {
    daemon.destroy();
    channel.close();
    close();
  });
  return { channel, tunnel, daemon, outer, headers, cut: close };
}

/** What the daemon got for a call. */
export interface Answer {
  readonly messages: Buffer[];
  readonly headers: http2.IncomingHttpHeaders;
  readonly trailers: http2.IncomingHttpHeaders;
}

/** A call of the daemon whose request the caller writes and ends. */
export function startCall(
  daemon: http2.ClientHttp2Session,
  path = METHOD,
  extra: http2.OutgoingHttpHeaders = {},
) {
  const stream = daemon.request(
    { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers", ...extra },
    { endStream: false },
  );
  const messages: Buffer[] = [];
  const reader = new GrpcMessages();
  let headers: http2.IncomingHttpHeaders = {};
  let trailers: http2.IncomingHttpHeaders | undefined;
  const answer = deferred<Answer>();
  answer.promise.catch(() => {});
  stream.on("response", (fields) => {
    headers = fields;
  });
  stream.on("trailers", (fields) => {
    trailers = fields;
  });
  stream.on("data", (chunk: Buffer) => messages.push(...reader.push(chunk)));
  stream.on("error", (error) => answer.reject(error));
  stream.on("close", () => answer.resolve({ messages, headers, trailers: trailers ?? headers }));
  return { stream, answer: answer.promise };
}

/** A call of the daemon with one message. */
export function unary(
  daemon: http2.ClientHttp2Session,
  path = METHOD,
  request = Buffer.alloc(0),
): Promise<Answer> {
  const { stream, answer } = startCall(daemon, path);
  stream.end(grpcMessage(request));
  return answer;
}

/** Answers each message with itself. */
export const echo: MethodHandler = (call) =>
  call.receive(async (message) => {
    if (!call.send(message)) await call.drain();
  });
