import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type WebSocket from "ws";
import { canceledError, SlipwayError, throwIfCanceled } from "../../errors/index.js";
import type { KubeClient } from "../client/kube-client.js";
import { answerError, statusMessage, unreachableCluster } from "../client/kube-error.js";
import { type Deed, kinds, resourcePath } from "../client/resource.js";
import { ExecStream, execProtocols } from "./exec-stream.js";

/** How long a server may take to open the connection, milliseconds. */
const handshakeTimeout = 30_000;
const maxRefusal = 64 << 10;

/** A program to run in a pod. */
export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  /** Default: the pod's first. */
  readonly container?: string | undefined;
  readonly command: readonly string[];
}

/**
 * Runs a program in a pod; its standard input and output are the stream.
 *
 * @throws SlipwayError `auth-failed`, `not-found`, `cluster-error`, `cluster-unreachable`, `canceled`; `unsupported` for
 * a server that opens no WebSocket
 */
export async function openExec(
  client: KubeClient,
  request: ExecRequest,
  signal?: AbortSignal | undefined,
): Promise<Duplex> {
  throwIfCanceled(signal);
  const { namespace, pod, container, command } = request;
  const query = new URLSearchParams();
  for (const word of command) query.append("command", word);
  if (container !== undefined) query.set("container", container);
  for (const stream of ["stderr", "stdin", "stdout"]) query.set(stream, "true");
  const path = resourcePath(kinds.pod, namespace, pod, "exec");
  const { url, agent, headers } = await client.opening(path, query, signal);
  const { default: Socket } = await import("ws");
  const socket = new Socket(url.href.replace(/^http/, "ws"), [...execProtocols], {
    headers,
    agent,
    handshakeTimeout,
    perMessageDeflate: false,
    followRedirects: false,
    skipUTF8Validation: true,
  });
  const deed: Deed = { verb: "get", resource: "pods/exec", namespace, name: pod };
  await opened(socket, client, deed, signal);
  return new ExecStream(socket, `pod ${pod} of the namespace ${namespace}`);
}

function opened(
  socket: WebSocket,
  client: KubeClient,
  deed: Deed,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      signal?.removeEventListener("abort", canceled);
      socket.removeAllListeners();
      act();
    };
    const give = (error: Error) =>
      settle(() => {
        socket.on("error", () => undefined).terminate();
        reject(error);
      });
    const canceled = () => give(canceledError(signal));
    signal?.addEventListener("abort", canceled, { once: true });
    socket.once("error", (cause) => give(handshakeError(client, deed, cause)));
    socket.once("unexpected-response", (_request, response) => {
      readRefusal(response).then((body) => give(refusal(client, deed, response, body)), give);
    });
    socket.once("open", () =>
      settle(() => {
        // What comes before the stream listens is kept by pausing.
        socket.pause();
        resolve();
      }),
    );
  });
}

/** A server that speaks another protocol is told from one that cannot be reached. */
function handshakeError(client: KubeClient, deed: Deed, cause: Error): SlipwayError {
  if (/subprotocol|Sec-WebSocket|Upgrade header/i.test(cause.message))
    return noWebSocket(client, deed, cause.message);
  return unreachableCluster(client.server, cause);
}

function refusal(
  client: KubeClient,
  deed: Deed,
  { statusCode: code = 0, headers }: IncomingMessage,
  body: string,
) {
  const said = statusMessage(body) ?? "";
  const spdyOnly =
    /spdy/i.test(`${headers.upgrade ?? ""} ${said}`) ||
    [405, 426, 501].includes(code) ||
    (code === 400 && /upgrade|websocket/i.test(said)) ||
    (code >= 200 && code < 400);
  if (spdyOnly) return noWebSocket(client, deed, said || `HTTP ${code}`);
  return answerError(deed, client.server, code, body);
}

function noWebSocket(client: KubeClient, { name, namespace }: Deed, said: string): SlipwayError {
  return new SlipwayError(
    "unsupported",
    `the cluster at ${client.server} opens no WebSocket to pod ${name} of the namespace ${namespace}: ${said}`,
    {
      hint: "slipway speaks WebSocket, as API servers have for years, and not SPDY: let the proxy before the server pass WebSockets on, or ask the server without it",
      details: { server: client.server },
    },
  );
}

async function readRefusal(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > maxRefusal) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
