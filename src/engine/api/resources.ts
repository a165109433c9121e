import type { Engine, EngineCallOptions } from "../contract/engine.js";
import * as answers from "../http/answers.js";
import type { EngineHttp } from "../http/engine-http.js";
import { CHANGE_TIMEOUT, type EngineRequest, QUERY_TIMEOUT, removalLimit } from "../http/engine-request.js";
import { pathSegment } from "./path-segment.js";

type ResourceCalls = Pick<
  Engine,
  "removeVolume" | "inspectVolume" | "createNetwork" | "inspectNetwork" | "removeNetwork"
>;
type Attributes = Readonly<Record<string, unknown>>;

/** The engine's calls on volumes and networks. */
export class Resources implements ResourceCalls {
  readonly #http: EngineHttp;

  constructor(http: EngineHttp) {
    this.#http = http;
  }

  removeVolume(
    volume: string,
    options: EngineCallOptions & { readonly force?: boolean } = {},
  ): Promise<void> {
    return this.#remove(`/volumes/${pathSegment(volume)}`, options, options.force);
  }

  inspectVolume(volume: string, options: EngineCallOptions = {}): Promise<Attributes> {
    return this.#inspect(`/volumes/${pathSegment(volume)}`, options);
  }

  async createNetwork(name: string, options: EngineCallOptions = {}): Promise<string> {
    const request: EngineRequest = {
      method: "POST",
      path: "/networks/create",
      json: { Name: name, CheckDuplicate: true },
      signal: options.signal,
      timeout: CHANGE_TIMEOUT,
    };
    return (await this.#http.json<{ readonly Id: string }>(request, answers.created)).Id;
  }

  inspectNetwork(network: string, options: EngineCallOptions = {}): Promise<Attributes> {
    return this.#inspect(`/networks/${pathSegment(network)}`, options);
  }

  removeNetwork(network: string, options: EngineCallOptions = {}): Promise<void> {
    return this.#remove(`/networks/${pathSegment(network)}`, options);
  }

  async #inspect(path: string, { signal }: EngineCallOptions): Promise<Attributes> {
    const request: EngineRequest = { method: "GET", path, signal, timeout: QUERY_TIMEOUT };
    return this.#http.json<Attributes>(request, answers.anything);
  }

  #remove(path: string, { signal }: EngineCallOptions, force = false): Promise<void> {
    const query = { force: force ? "1" : undefined };
    return this.#http.discard({ method: "DELETE", path, query, ...removalLimit(signal) });
  }
}
