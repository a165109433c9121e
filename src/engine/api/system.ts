import type { Duplex } from "node:stream";
import type { Shape } from "../../util/shape.js";
import type { Engine, EngineCallOptions, EngineEvent, EngineInfo } from "../contract/engine.js";
import * as answers from "../http/answers.js";
import type { EngineHttp } from "../http/engine-http.js";
import { QUERY_TIMEOUT } from "../http/engine-request.js";
import { jsonLines } from "../http/json-lines.js";

/** Limit in milliseconds for the switch to another protocol. */
const UPGRADE_TIMEOUT = 30_000;

/** The engine's calls on itself. */
export class System
  implements Pick<Engine, "apiVersion" | "info" | "version" | "release" | "events" | "upgrade">
{
  readonly #http: EngineHttp;

  constructor(http: EngineHttp) {
    this.#http = http;
  }

  apiVersion(options: EngineCallOptions = {}): Promise<string> {
    return this.#http.apiVersion(options.signal);
  }

  async info(options: EngineCallOptions = {}): Promise<EngineInfo> {
    return this.#query<EngineInfo>("/info", answers.info, options);
  }

  async version(options: EngineCallOptions = {}): Promise<Readonly<Record<string, unknown>>> {
    return this.#query<Record<string, unknown>>("/version", answers.anything, options);
  }

  async release(options: EngineCallOptions = {}): Promise<string | undefined> {
    const told = await this.#http.release(options.signal);
    if (told !== undefined) return told;
    const { Version } = await this.version(options);
    return typeof Version === "string" ? Version : undefined;
  }

  /** Subscribes when the iteration starts. */
  async *events(options: Parameters<Engine["events"]>[0] = {}): AsyncGenerator<EngineEvent> {
    const response = await this.#http.open({
      method: "GET",
      path: "/events",
      query: {
        filters: options.filters && JSON.stringify(options.filters),
        since: options.since?.toFixed(3),
      },
      signal: options.signal,
    });
    for await (const line of jsonLines(response, this.#http.host)) {
      const event = answers.checkAnswer<EngineEvent>(line, answers.event, "GET /events");
      yield { ...event, Actor: { ...event.Actor, Attributes: event.Actor.Attributes ?? {} } };
    }
  }

  /** The signal ends the set-up only; after that the stream belongs to the caller. */
  upgrade(
    path: string,
    protocol: string,
    options: EngineCallOptions & {
      readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    } = {},
  ): Promise<Duplex> {
    const extra = Object.entries(options.headers ?? {}).map(
      ([name, value]) => [name, typeof value === "string" ? value : [...value]] as const,
    );
    return this.#http.upgrade(
      {
        method: "POST",
        path,
        headers: { ...Object.fromEntries(extra), Connection: "Upgrade", Upgrade: protocol },
        signal: options.signal,
        timeout: UPGRADE_TIMEOUT,
        unversioned: true,
      },
      ({ socket, head }) => {
        if (head.length > 0) socket.unshift(head);
        // Errors before the caller listens end in the stream's destruction, which the caller sees.
        socket.on("error", () => undefined);
        return socket;
      },
    );
  }

  #query<T>(path: string, shape: Shape, { signal }: EngineCallOptions): Promise<T> {
    return this.#http.json<T>({ method: "GET", path, signal, timeout: QUERY_TIMEOUT }, shape);
  }
}
