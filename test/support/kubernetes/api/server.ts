import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Cluster } from "../cluster.js";
import type { Credentials } from "../credentials.js";
import { reviewAccess } from "./access-review.js";
import { discovery } from "./discovery.js";
import { answer, handleObjects } from "./handlers.js";
import { handleExec } from "./pod-exec.js";
import { handleLog } from "./pod-log.js";
import { parseRequest } from "./request.js";
import { ApiError, noSuchPath } from "./status.js";

/** The API server of a cluster: HTTPS with its own authority, or plain HTTP. Starts on a free port of loopback. */
export class ApiServer {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  constructor(
    private readonly cluster: Cluster,
    credentials: Credentials | undefined,
  ) {
    const listener: RequestListener = (request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else answer(response, ...failure(error));
      });
    };
    this.#server = credentials
      ? createTlsServer(
          {
            ...{ ca: credentials.ca, cert: credentials.serverCert, key: credentials.serverKey },
            ...{ requestCert: true, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] },
          },
          listener,
        )
      : createServer(listener);
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => undefined);
      this.#upgrade(request, socket, head).catch((error: unknown) => refuse(socket, error));
    });
    for (const event of ["connection", "secureConnection"])
      this.#server.on(event, (socket: Duplex) => {
        this.#sockets.add(socket);
        socket.on("close", () => this.#sockets.delete(socket));
      });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends every connection at once, also the streams of commands in pods. The server goes on. */
  cutConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cutConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: Parameters<RequestListener>[1]): Promise<void> {
    const url = new URL(request.url ?? "/", "http://cluster");
    this.cluster.requests.push(`${request.method} ${request.url}`);
    const user = this.cluster.access.authenticate(request);
    await this.cluster.options.delay(`${request.method} ${url.pathname}`);
    const document = request.method === "GET" ? discovery(url.pathname) : undefined;
    if (document !== undefined) return answer(response, 200, document);
    if (url.pathname.startsWith("/apis/authorization.k8s.io/v1/"))
      return reviewAccess(this.cluster, user, request, response);
    const parsed = parseRequest(request.method ?? "GET", url);
    if (parsed === undefined) throw noSuchPath();
    this.cluster.access.authorize(user, parsed);
    if (parsed.subresource === "log") return handleLog(this.cluster, parsed, response);
    if (parsed.subresource === "exec") throw new ApiError(400, "BadRequest", "Upgrade request required");
    await handleObjects(this.cluster, parsed, request, response);
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? "/", "http://cluster");
    this.cluster.requests.push(`${request.method} ${request.url}`);
    const user = this.cluster.access.authenticate(request);
    const parsed = parseRequest(request.method ?? "GET", url);
    if (parsed?.subresource !== "exec") throw noSuchPath();
    // A WebSocket begins with GET; servers from 1.35 on want both verbs for it.
    for (const verb of request.method === "POST" ? ["create"] : ["get", "create"])
      this.cluster.access.authorize(user, { ...parsed, verb });
    await handleExec(this.cluster, parsed, request, socket, head);
  }
}

function failure(error: unknown): [number, unknown] {
  if (error instanceof ApiError) return [error.code, error.status];
  const message = `Internal error occurred: ${(error as Error).stack ?? String(error)}`;
  return [500, new ApiError(500, "InternalError", message).status];
}

function refuse(socket: Duplex, error: unknown): void {
  const [code, status] = failure(error);
  const body = JSON.stringify(status);
  const head = `HTTP/1.1 ${code} Refused\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`${head}\r\n\r\n${body}`);
}
