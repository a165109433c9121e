import { type Duplex, Readable } from "node:stream";
import { SlipwayError, throwIfCanceled } from "../../errors/index.js";
import { requestHead } from "../../util/http/request-head.js";
import type { Shape } from "../../util/shape.js";
import type { Dial } from "../dial/dial.js";
import { brokenConnection } from "../dial/unreachable.js";
import { checkAnswer } from "./answers.js";
import { ApiVersion } from "./api-version.js";
import { guardCall } from "./call-guard.js";
import { ConnectionSet } from "./connection-set.js";
import type { EngineAnswer } from "./engine-answer.js";
import type { EngineConnection, Exchange } from "./engine-connection.js";
import { type EngineRequest, requestTarget } from "./engine-request.js";
import { parseJson, readBody, readErrorBody } from "./read-body.js";
import { responseError, strangeStatus } from "./response-error.js";
import { sendRequest } from "./send-request.js";

/** What an {@link EngineHttp} needs to know of its engine. */
export interface EngineHttpOptions {
  readonly dial: Dial;
  /** The endpoint as messages name it. */
  readonly host: string;
  /** Value of the Host header. */
  readonly authority: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** API version to use without asking the engine (DOCKER_API_VERSION). */
  readonly apiVersion?: string | undefined;
  /** Milliseconds for the first answer of the engine. */
  readonly timeout: number;
}

/** A connection that the engine has handed over, with the bytes it already sent. */
export interface Upgraded {
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** HTTP to one engine: versioned paths, keep-alive, cancellation, and errors as SlipwayError. */
export class EngineHttp {
  readonly host: string;
  readonly #connections: ConnectionSet;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #version: ApiVersion;

  constructor(options: EngineHttpOptions) {
    this.host = options.host;
    this.#connections = new ConnectionSet(options.dial);
    this.#headers = { ...options.headers, "User-Agent": "slipway", Host: options.authority };
    this.#version = new ApiVersion(
      () => this.open({ method: "GET", path: "/_ping", unversioned: true, timeout: options.timeout }),
      options.host,
      options.apiVersion,
    );
  }

  /** The API version in use, negotiated on first use. */
  apiVersion(signal?: AbortSignal): Promise<string> {
    return this.#version.get(signal);
  }

  /** The engine's own version as it was told with the API's; undefined when it was not. */
  async release(signal?: AbortSignal): Promise<string | undefined> {
    await this.#version.get(signal);
    return this.#version.release;
  }

  /** Sends a request and returns its answer once the head is there; rejects for a status that is no success. */
  async open(request: EngineRequest): Promise<EngineAnswer> {
    const response = await this.#exchange(request, undefined);
    await this.#throwForStatus(request, response);
    return response;
  }

  /** Sends a request and reads the JSON answer, which has to be of the shape. @throws as checkAnswer. */
  async json<T>(request: EngineRequest, shape: Shape): Promise<T> {
    const body = await readBody(await this.open(request), this.host);
    const what = `${request.method} ${request.path}`;
    return checkAnswer<T>(body.length === 0 ? undefined : parseJson(body, what), shape, what);
  }

  /** Sends a request whose answer's body says nothing. */
  async discard(request: EngineRequest): Promise<void> {
    await readBody(await this.open(request), this.host);
  }

  /**
   * Sends a request that asks for the connection itself. `accept` runs before any event of the connection can be
   * missed and must listen for its errors.
   */
  async upgrade<T>(request: EngineRequest, accept: (upgraded: Upgraded) => T): Promise<T> {
    let accepted: { readonly value: T } | undefined;
    const response = await this.#exchange(request, (upgraded) => {
      accepted = { value: accept(upgraded) };
    });
    if (accepted !== undefined) return accepted.value;
    await this.#throwForStatus(request, response);
    response.destroy();
    throw strangeStatus(this.host, request, response.status, "instead of switching protocols");
  }

  /** Ends idle connections. Connections in use end with their calls. */
  close(): void {
    this.#connections.close();
  }

  async #throwForStatus(request: EngineRequest, response: EngineAnswer): Promise<void> {
    const { status } = response;
    if (status >= 400) throw responseError(status, await readErrorBody(response, this.host), this.host);
    // 304: the container is already as it was to be.
    if ((status >= 200 && status < 300) || status === 304) return;
    response.destroy();
    throw strangeStatus(this.host, request, status);
  }

  async #exchange(
    request: EngineRequest,
    onUpgrade: ((upgraded: Upgraded) => void) | undefined,
  ): Promise<EngineAnswer> {
    throwIfCanceled(request.signal);
    if (request.unversioned) return this.#attempt(request, "", onUpgrade);
    if (request.anyVersion && !this.#version.isKnown) {
      const answer = await this.#attempt(request, "", onUpgrade);
      if (answer.status !== 400 && answer.status !== 404) return answer;
      const refusal = responseError(answer.status, await readErrorBody(answer, this.host), this.host);
      // Anything else it may have refused for want of a version.
      if (/no such (container|exec)/i.test(refusal.message)) throw refusal;
    }
    return this.#attempt(request, `/v${await this.apiVersion(request.signal)}`, onUpgrade);
  }

  #attempt(
    request: EngineRequest,
    prefix: string,
    onUpgrade: ((upgraded: Upgraded) => void) | undefined,
  ): Promise<EngineAnswer> {
    const payload = request.json === undefined ? request.body : Buffer.from(JSON.stringify(request.json));
    const headers = { ...this.#headers, ...request.headers };
    if (request.json !== undefined) headers["Content-Type"] = "application/json";
    if (payload instanceof Uint8Array) headers["Content-Length"] = payload.byteLength;
    else if (payload instanceof Readable) headers["Transfer-Encoding"] = "chunked";
    else if (request.method === "POST" || request.method === "PUT") headers["Content-Length"] = 0;
    const head = requestHead(request.method, requestTarget(prefix, request), headers);
    return this.#send(request, head, payload, onUpgrade);
  }

  #send(
    request: EngineRequest,
    head: string,
    payload: Readable | Uint8Array | undefined,
    onUpgrade: ((upgraded: Upgraded) => void) | undefined,
  ): Promise<EngineAnswer> {
    return new Promise((resolve, reject) => {
      let connection: EngineConnection | undefined;
      let answer: EngineAnswer | undefined;
      let isOver = false;
      const giveUp = (reason: unknown): void => {
        isOver = true;
        guard.release();
        if (payload instanceof Readable) payload.destroy();
        answer?.destroy(reason as Error);
        connection?.destroy();
        reject(reason);
      };
      const guard = guardCall(`${request.method} ${request.path}`, request, giveUp);
      const exchange: Exchange = {
        method: request.method,
        onAnswer: (response) => {
          answer = response;
          response.once("close", () => guard.release());
          resolve(response);
        },
        onUpgrade: (socket, early, response) => {
          guard.release();
          if (onUpgrade === undefined) {
            socket.destroy();
            reject(strangeStatus(this.host, request, response.status));
            return;
          }
          onUpgrade({ socket, head: early });
          resolve(response);
        },
        onFailure: (error) => {
          if (isOver) return;
          guard.release();
          // An idle connection that the daemon closed just now says nothing of the daemon.
          if (connection?.isReused && request.method === "GET" && isReset(error)) {
            resolve(this.#send(request, head, payload, onUpgrade));
          } else {
            giveUp(error instanceof SlipwayError ? error : brokenConnection(this.host, error));
          }
        },
      };
      this.#connections.take().then((taken) => {
        connection = taken;
        if (isOver) return taken.destroy();
        taken.begin(exchange);
        return sendRequest(taken, exchange, head, payload).catch((error: unknown) =>
          giveUp(SlipwayError.from(error, "io-error")),
        );
      }, giveUp);
    });
  }
}

function isReset(error: Error): boolean {
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}
