import type { IncomingMessage } from "node:http";
import { type Duplex, PassThrough, type Readable, Writable } from "node:stream";
import { SpdyConnection, type SpdyStream } from "./spdy-connection.js";
import { acceptKey, WebSocketConnection } from "./web-socket.js";

/** Which streams a client asked for. */
export interface WantedStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** The streams of a command in a pod, whatever carries them. */
export interface RemoteStreams {
  /** Ends when the client closes it, or is gone. */
  readonly stdin?: Readable | undefined;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Sends the command's end, a Status in JSON, and ends the connection. */
  finish(status: string): void;
  onClose(listener: () => void): void;
}

/** The protocols with which a command's streams are carried: those of a real server. */
export type StreamProtocol = "websocket-v5" | "websocket-v4" | "spdy";

const webSocketNames = { "websocket-v5": "v5.channel.k8s.io", "websocket-v4": "v4.channel.k8s.io" } as const;

/**
 * The protocol of a request that asks to be upgraded, among those that the server offers. Undefined when they have none
 * in common, which real servers answer with 400.
 */
export function chooseProtocol(
  { headers }: IncomingMessage,
  offered: readonly StreamProtocol[],
): StreamProtocol | undefined {
  const upgrade = String(headers.upgrade ?? "").toLowerCase();
  if (upgrade === "spdy/3.1") return offered.find((each) => each === "spdy");
  if (upgrade !== "websocket") return undefined;
  const asked = String(headers["sec-websocket-protocol"] ?? "").split(/,\s*/);
  return asked
    .map((name) => offered.find((each) => each !== "spdy" && webSocketNames[each] === name))
    .find((each) => each !== undefined);
}

/** Answers the upgrade and resolves with the streams once the client has opened them. */
export function acceptStreams(
  protocol: StreamProtocol,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  wanted: WantedStreams,
): Promise<RemoteStreams> {
  const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade"];
  if (protocol === "spdy") {
    lines.push("Upgrade: SPDY/3.1", "X-Stream-Protocol-Version: v4.channel.k8s.io");
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    return overSpdy(new SpdyConnection(socket, head), wanted);
  }
  const key = acceptKey(String(request.headers["sec-websocket-key"] ?? ""));
  lines.push("Upgrade: websocket", `Sec-WebSocket-Accept: ${key}`);
  lines.push(`Sec-WebSocket-Protocol: ${webSocketNames[protocol]}`);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return Promise.resolve(overWebSocket(new WebSocketConnection(socket, head), wanted));
}

async function overSpdy(connection: SpdyConnection, wanted: WantedStreams): Promise<RemoteStreams> {
  const { stdin, stdout, stderr, tty } = wanted;
  const names = ["error", ...(stdin ? ["stdin"] : []), ...(stdout ? ["stdout"] : [])];
  if (stderr && !tty) names.push("stderr");
  const streams = new Map<string, SpdyStream>();
  await new Promise<void>((resolve, reject) => {
    connection.on("stream", (stream) => {
      streams.set(stream.headers.get("streamtype") ?? "", stream);
      if (names.every((name) => streams.has(name))) resolve();
    });
    connection.on("close", () => reject(new Error("the client left before its streams were open")));
  });
  const errors = streams.get("error");
  return {
    stdin: streams.get("stdin"),
    stdout: streams.get("stdout") ?? nowhere(),
    stderr: streams.get("stderr") ?? nowhere(),
    finish: (status) => {
      for (const name of ["stdout", "stderr"]) streams.get(name)?.end();
      errors?.end(status, () => connection.close());
    },
    onClose: (listener) => void connection.on("close", listener),
  };
}

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const;

function overWebSocket(connection: WebSocketConnection, wanted: WantedStreams): RemoteStreams {
  const stdin = wanted.stdin ? new PassThrough() : undefined;
  connection.on("message", (message) => {
    const [channel] = message;
    if (channel === channels.stdin && stdin?.write(message.subarray(1)) === false) {
      connection.pause();
      stdin.once("drain", () => connection.resume());
    }
    if (channel === channels.close && message[1] === channels.stdin) stdin?.end();
  });
  connection.on("close", () => void stdin?.end());
  const channel = (number: number) =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) =>
        connection.send(Buffer.concat([Buffer.of(number), chunk]), done),
    });
  // Real servers send this at once, so that a client knows that it is through.
  connection.send(Buffer.of(channels.stdout));
  return {
    stdin,
    stdout: wanted.stdout ? channel(channels.stdout) : nowhere(),
    stderr: wanted.stderr ? channel(channels.stderr) : nowhere(),
    finish: (status) => {
      connection.send(Buffer.concat([Buffer.of(channels.error), Buffer.from(status)]), () =>
        connection.close(),
      );
    },
    onClose: (listener) => void connection.on("close", listener),
  };
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
