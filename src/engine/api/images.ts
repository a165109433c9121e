import type { Readable } from "node:stream";
import { isSlipwayError, SlipwayError } from "../../errors/index.js";
import type { Platform } from "../../oci/platform.js";
import { familiarRepository, parseReference, type Reference, withDefaultTag } from "../../oci/reference.js";
import type {
  Engine,
  EngineCallOptions,
  EngineProgressLine,
  ImageInspect,
  ImageSummary,
} from "../contract/engine.js";
import * as answers from "../http/answers.js";
import type { EngineHttp } from "../http/engine-http.js";
import { CHANGE_TIMEOUT, type EngineRequest, QUERY_TIMEOUT } from "../http/engine-request.js";
import { followProgress } from "../http/progress-stream.js";
import { pathSegment } from "./path-segment.js";

type ProgressOptions = EngineCallOptions & { readonly onProgress?: (line: EngineProgressLine) => void };

type ImageCalls = Pick<
  Engine,
  | "inspectImage"
  | "listImages"
  | "removeImage"
  | "tagImage"
  | "pullImage"
  | "pushImage"
  | "loadImage"
  | "saveImages"
>;

const REFUSAL =
  /unauthorized|no basic auth credentials|denied: |push access denied|authoriz\w+ failed|authentication required/i;

/** Value of X-Registry-Auth for a registry, asked for anew with each pull and push. */
export type RegistryAuth = (registry: string) => Promise<string>;

/** The engine's calls on images. */
export class Images implements ImageCalls {
  readonly #http: EngineHttp;
  readonly #registryAuth: RegistryAuth;

  constructor(http: EngineHttp, registryAuth: RegistryAuth) {
    this.#http = http;
    this.#registryAuth = registryAuth;
  }

  async inspectImage(
    image: string,
    options: EngineCallOptions & { readonly manifests?: boolean; readonly platform?: Platform } = {},
  ): Promise<ImageInspect> {
    const { os, architecture, variant } = options.platform ?? {};
    const platform = os === undefined ? undefined : JSON.stringify({ os, architecture, variant });
    const request: EngineRequest = {
      method: "GET",
      path: `/images/${pathSegment(image)}/json`,
      query: { manifests: options.manifests ? "1" : undefined, platform },
      signal: options.signal,
      timeout: QUERY_TIMEOUT,
    };
    return this.#http.json<ImageInspect>(request, answers.image);
  }

  async listImages(
    options: EngineCallOptions & { readonly references?: readonly string[] } = {},
  ): Promise<readonly ImageSummary[]> {
    const { references: reference = [] } = options;
    const request: EngineRequest = {
      method: "GET",
      path: "/images/json",
      query: { filters: reference.length === 0 ? undefined : JSON.stringify({ reference }) },
      signal: options.signal,
      timeout: QUERY_TIMEOUT,
    };
    return this.#http.json<readonly ImageSummary[]>(request, answers.images);
  }

  removeImage(image: string, options: EngineCallOptions & { readonly force?: boolean } = {}): Promise<void> {
    return this.#http.discard({
      method: "DELETE",
      path: `/images/${pathSegment(image)}`,
      query: { force: options.force ? "1" : undefined },
      signal: options.signal,
      timeout: CHANGE_TIMEOUT,
    });
  }

  tagImage(image: string, repository: string, tag: string, options: EngineCallOptions = {}): Promise<void> {
    return this.#http.discard({
      method: "POST",
      path: `/images/${pathSegment(image)}/tag`,
      query: { repo: repository, tag },
      signal: options.signal,
      timeout: CHANGE_TIMEOUT,
    });
  }

  async pullImage(
    reference: string,
    options: ProgressOptions & { readonly platform?: string } = {},
  ): Promise<void> {
    const parsed = withDefaultTag(parseReference(reference));
    const request: EngineRequest = {
      method: "POST",
      path: "/images/create",
      query: {
        fromImage: familiarRepository(parsed),
        tag: parsed.digest ?? parsed.tag,
        platform: options.platform,
      },
      headers: await this.#authHeader(parsed),
      signal: options.signal,
    };
    await this.#transfer(request, options);
  }

  async pushImage(reference: string, options: ProgressOptions = {}): Promise<void> {
    const parsed = withDefaultTag(parseReference(reference));
    const request: EngineRequest = {
      method: "POST",
      path: `/images/${pathSegment(familiarRepository(parsed))}/push`,
      query: { tag: parsed.tag },
      headers: await this.#authHeader(parsed),
      signal: options.signal,
    };
    await this.#transfer(request, options);
  }

  async loadImage(archive: Readable, options: ProgressOptions = {}): Promise<void> {
    const request: EngineRequest = {
      method: "POST",
      path: "/images/load",
      query: { quiet: options.onProgress === undefined ? "1" : "0" },
      headers: { "Content-Type": "application/x-tar" },
      body: archive,
      signal: options.signal,
    };
    await this.#follow(request, options);
  }

  saveImages(images: readonly string[], options: EngineCallOptions = {}): Promise<Readable> {
    return this.#http.open({
      method: "GET",
      path: "/images/get",
      query: { names: images },
      signal: options.signal,
    });
  }

  /** A pull or push: what the registry refuses is `auth-failed`, however the engine passes it on. */
  async #transfer(request: EngineRequest, options: ProgressOptions): Promise<void> {
    try {
      await this.#follow(request, options);
    } catch (error) {
      if (!isSlipwayError(error, "engine-error") || !REFUSAL.test(error.message)) throw error;
      const { message, details } = error;
      throw new SlipwayError("auth-failed", message, {
        cause: error,
        details,
        hint: "run docker login for the registry",
      });
    }
  }

  async #follow(request: EngineRequest, { onProgress }: ProgressOptions): Promise<void> {
    await followProgress(await this.#http.open(request), this.#http.host, onProgress);
  }

  async #authHeader({ domain }: Reference): Promise<Record<string, string>> {
    return { "X-Registry-Auth": await this.#registryAuth(domain) };
  }
}
