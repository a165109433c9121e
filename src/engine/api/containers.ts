import type { Readable } from "node:stream";
import type { ContainerInspect, Engine, EngineCallOptions } from "../contract/engine.js";
import * as answers from "../http/answers.js";
import type { EngineHttp } from "../http/engine-http.js";
import { CHANGE_TIMEOUT, type EngineRequest, QUERY_TIMEOUT, removalLimit } from "../http/engine-request.js";
import { readBody } from "../http/read-body.js";
import { FrameDecoder } from "../stream/frame-decoder.js";
import { pathSegment } from "./path-segment.js";

type ContainerCalls = Pick<
  Engine,
  | "createContainer"
  | "inspectContainer"
  | "startContainer"
  | "stopContainer"
  | "killContainer"
  | "waitContainer"
  | "removeContainer"
  | "containerLogs"
  | "putArchive"
>;

/** The engine's calls on containers. */
export class Containers implements ContainerCalls {
  readonly #http: EngineHttp;

  constructor(http: EngineHttp) {
    this.#http = http;
  }

  async createContainer(
    name: string,
    body: Readonly<Record<string, unknown>>,
    options: EngineCallOptions = {},
  ): Promise<string> {
    const request: EngineRequest = {
      method: "POST",
      path: "/containers/create",
      query: { name },
      json: body,
      signal: options.signal,
      timeout: CHANGE_TIMEOUT,
    };
    return (await this.#http.json<{ readonly Id: string }>(request, answers.created)).Id;
  }

  async inspectContainer(container: string, options: EngineCallOptions = {}): Promise<ContainerInspect> {
    const request: EngineRequest = {
      method: "GET",
      path: `/containers/${pathSegment(container)}/json`,
      anyVersion: true,
      signal: options.signal,
      timeout: QUERY_TIMEOUT,
    };
    const found = await this.#http.json<ContainerInspect>(request, answers.container);
    return { ...found, Mounts: found.Mounts ?? [] };
  }

  startContainer(container: string, options: EngineCallOptions = {}): Promise<void> {
    return this.#post(container, "start", {}, options, CHANGE_TIMEOUT);
  }

  stopContainer(
    container: string,
    options: EngineCallOptions & { readonly timeoutSeconds?: number } = {},
  ): Promise<void> {
    const seconds = options.timeoutSeconds;
    const timeout = CHANGE_TIMEOUT + Math.max(seconds ?? 0, 0) * 1000;
    return this.#post(container, "stop", { t: seconds?.toString() }, options, timeout);
  }

  killContainer(
    container: string,
    options: EngineCallOptions & { readonly signalName?: string } = {},
  ): Promise<void> {
    return this.#post(container, "kill", { signal: options.signalName }, options, CHANGE_TIMEOUT);
  }

  async waitContainer(container: string, options: EngineCallOptions = {}): Promise<number> {
    const request: EngineRequest = {
      method: "POST",
      path: `/containers/${pathSegment(container)}/wait`,
      signal: options.signal,
    };
    return (await this.#http.json<{ readonly StatusCode: number }>(request, answers.waited)).StatusCode;
  }

  removeContainer(
    container: string,
    options: EngineCallOptions & { readonly force?: boolean; readonly volumes?: boolean } = {},
  ): Promise<void> {
    return this.#http.discard({
      method: "DELETE",
      path: `/containers/${pathSegment(container)}`,
      query: { force: options.force ? "1" : undefined, v: options.volumes ? "1" : undefined },
      ...removalLimit(options.signal),
    });
  }

  async containerLogs(
    container: string,
    options: EngineCallOptions & { readonly tail?: number; readonly since?: number | undefined } = {},
  ): Promise<string> {
    const response = await this.#http.open({
      method: "GET",
      path: `/containers/${pathSegment(container)}/logs`,
      query: { stdout: "1", stderr: "1", tail: options.tail?.toString(), since: options.since?.toFixed(3) },
      signal: options.signal,
      timeout: QUERY_TIMEOUT,
    });
    const body = await readBody(response, this.#http.host);
    // A container with a terminal has one unframed stream; its frames' first byte would be a stream number.
    if (body.length === 0 || body.readUInt8(0) > 2) return body.toString("utf8");
    const chunks: Buffer[] = [];
    new FrameDecoder((_stream, data) => chunks.push(data)).write(body);
    return Buffer.concat(chunks).toString("utf8");
  }

  putArchive(
    container: string,
    path: string,
    tar: Uint8Array | Readable,
    options: EngineCallOptions = {},
  ): Promise<void> {
    return this.#http.discard({
      method: "PUT",
      path: `/containers/${pathSegment(container)}/archive`,
      query: { path },
      headers: { "Content-Type": "application/x-tar" },
      body: tar,
      signal: options.signal,
    });
  }

  #post(
    container: string,
    action: string,
    query: Readonly<Record<string, string | undefined>>,
    options: EngineCallOptions,
    timeout: number,
  ): Promise<void> {
    return this.#http.discard({
      method: "POST",
      path: `/containers/${pathSegment(container)}/${action}`,
      query,
      signal: options.signal,
      timeout,
    });
  }
}
