import http, { type IncomingMessage } from "node:http";
import { type Duplex, Readable } from "node:stream";
import { SlipwayError, throwIfCanceled } from "../../errors/index.js";
import type { Shape } from "../../util/shape.js";
import type { Dial } from "../dial/dial.js";
import { EngineAgent } from "../dial/engine-agent.js";
import { brokenConnection } from "../dial/unreachable.js";
import { checkAnswer } from "./answers.js";
import { ApiVersion } from "./api-version.js";
import { guardCall } from "./call-guard.js";
import { type EngineRequest, requestTarget } from "./engine-request.js";
import { parseJson, readBody, readErrorBody } from "./read-body.js";
import { responseError, strangeStatus } from "./response-error.js";
import { sendBody } from "./send-body.js";

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
  readonly #agent: EngineAgent;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #version: ApiVersion;

  constructor(options: EngineHttpOptions) {
    this.host = options.host;
    this.#agent = new EngineAgent(options.dial);
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

  /** Sends a request and returns its answer once the head is there; rejects for a status that is no success. */
  async open(request: EngineRequest): Promise<IncomingMessage> {
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
    throw strangeStatus(this.host, request, response.statusCode, "instead of switching protocols");
  }

  /** Ends idle connections. Connections in use end with their calls. */
  close(): void {
    this.#agent.destroy();
  }

  async #throwForStatus(request: EngineRequest, response: IncomingMessage): Promise<void> {
    const status = response.statusCode ?? 0;
    if (status >= 400) throw responseError(status, await readErrorBody(response, this.host), this.host);
    // 304: the container is already as it was to be.
    if ((status >= 200 && status < 300) || status === 304) return;
    response.destroy();
    throw strangeStatus(this.host, request, status);
  }

  async #exchange(
    request: EngineRequest,
    onUpgrade: ((upgraded: Upgraded) => void) | undefined,
  ): Promise<IncomingMessage> {
    throwIfCanceled(request.signal);
    const prefix = request.unversioned ? "" : `/v${await this.apiVersion(request.signal)}`;
    const payload = request.json === undefined ? request.body : Buffer.from(JSON.stringify(request.json));
    const headers = { ...this.#headers, ...request.headers };
    if (request.json !== undefined) headers["Content-Type"] = "application/json";
    if (payload instanceof Uint8Array) headers["Content-Length"] = payload.byteLength;
    const options = {
      agent: this.#agent,
      method: request.method,
      path: requestTarget(prefix, request),
      headers,
      // TLS is the dialer's matter; without a name here Node would make one out of the Host header every time.
      servername: "",
    };

    return new Promise((resolve, reject) => {
      const outgoing = http.request(options);
      let answer: IncomingMessage | undefined;
      const giveUp = (reason: SlipwayError): void => {
        outgoing.destroy(reason);
        answer?.destroy(reason);
        reject(reason);
      };
      const guard = guardCall(`${request.method} ${request.path}`, request, giveUp);
      outgoing.on("error", (error) => {
        guard.release();
        // An idle connection that the daemon closed just now says nothing of the daemon.
        if (outgoing.reusedSocket && request.method === "GET" && answer === undefined && isReset(error)) {
          resolve(this.#exchange(request, onUpgrade));
        } else {
          reject(error instanceof SlipwayError ? error : brokenConnection(this.host, error));
        }
      });
      outgoing.on("response", (response) => {
        answer = response;
        response.once("close", () => guard.release());
        // A daemon that has answered in full reads no more of what is still being sent.
        response.once("end", () => outgoing.writableEnded || outgoing.destroy());
        resolve(response);
      });
      outgoing.on("upgrade", (response, socket, head) => {
        guard.release();
        if (onUpgrade === undefined) {
          socket.destroy();
          reject(strangeStatus(this.host, request, response.statusCode));
          return;
        }
        onUpgrade({ socket, head });
        resolve(response);
      });
      if (payload instanceof Readable) {
        sendBody(payload, outgoing).catch((error: unknown) => giveUp(SlipwayError.from(error, "io-error")));
      } else {
        outgoing.end(payload);
      }
    });
  }
}

function isReset(error: Error): boolean {
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}
