import { SlipwayError } from "../../../errors/index.js";
import type { Authorizer } from "../auth/authorizer.js";
import { parseChallenges } from "../auth/challenge.js";
import type { Fetch } from "../http/http-answer.js";
import { discardBody, type HttpAnswer } from "../http/http-answer.js";
import { attempts, isBrokenConnection, isPassingStatus, pauseAfter } from "../http/passing-failure.js";
import { redirectTarget } from "../http/redirect-target.js";
import { networkFailure, statusFailure } from "../http/registry-failure.js";
import { type SilenceLimits, SilenceWatch } from "../http/silence-limit.js";

/** A request to a registry. */
export interface RegistryRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly url: URL;
  /** What the token must allow, e.g. `repository:a/b:pull`. */
  readonly scopes: readonly string[];
  /** Statuses that are an answer; every other one is an error. */
  readonly expected: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
  /**
   * Makes the body of a request that is sent once: the caller knows better where to go on. It may be asked for several
   * times all the same, for redirects and when the registry wants to know who calls.
   */
  readonly stream?: (() => AsyncIterable<Uint8Array>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer and where it came from after redirects. */
export interface RegistryAnswer {
  readonly response: HttpAnswer;
  readonly url: URL;
}

/** What a {@link RegistryHttp} works with. */
export interface RegistryHttpOptions {
  readonly origin: URL;
  readonly fetch: Fetch;
  readonly authorizer: Authorizer;
  readonly silence: SilenceLimits;
  /** What fails in passing is sent again. Default true; false where another server can be asked instead. */
  readonly repeats?: boolean | undefined;
}

const redirectLimit = 10;

/** Sends requests to one registry: answers challenges, follows redirects, repeats what failed in passing. */
export class RegistryHttp {
  readonly #origin: URL;
  readonly #fetch: Fetch;
  readonly #authorizer: Authorizer;
  readonly #silence: SilenceLimits;
  readonly #attempts: number;

  constructor({ origin, fetch, authorizer, silence, repeats = true }: RegistryHttpOptions) {
    this.#origin = origin;
    this.#fetch = fetch;
    this.#authorizer = authorizer;
    this.#silence = silence;
    this.#attempts = repeats ? attempts : 1;
  }

  /** @throws SlipwayError `auth-failed`, `not-found`, `registry-error`, `canceled`. */
  async send(request: RegistryRequest): Promise<RegistryAnswer> {
    const signal = request.signal ?? new AbortController().signal;
    for (let attempt = 1; ; attempt++) {
      const last = attempt === this.#attempts || request.stream !== undefined;
      const answer = await this.#sendAuthorized(request, signal).catch((reason: unknown) => {
        if (last || signal.aborted || !isBrokenConnection(reason)) {
          throw networkFailure(request.method, request.url, reason, signal);
        }
        return undefined;
      });
      if (answer !== undefined) {
        const { response, url } = answer;
        if (request.expected.includes(response.status)) return answer;
        if (last || !isPassingStatus(response.status)) {
          throw await statusFailure(request.method, url, response, this.#silence.answer);
        }
        discardBody(response);
      }
      await pauseAfter(attempt, signal, answer?.response);
    }
  }

  /** A token that a request was refused with may have run out, so a challenge is answered once, token or not. */
  async #sendAuthorized(request: RegistryRequest, signal: AbortSignal): Promise<RegistryAnswer> {
    const { scopes } = request;
    const answer = await this.#follow(request, this.#authorizer.header(scopes), signal);
    if (answer.response.status !== 401 || answer.url.origin !== this.#origin.origin) return answer;
    const challenges = parseChallenges(answer.response.headers.get("www-authenticate") ?? "");
    const header = await this.#authorizer.answer(challenges, scopes, signal);
    if (header === undefined) return answer;
    discardBody(answer.response);
    return this.#follow(request, header, signal);
  }

  /** Follows redirects; the Authorization header goes to the registry itself only. */
  async #follow(
    request: RegistryRequest,
    authorization: string | undefined,
    signal: AbortSignal,
  ): Promise<RegistryAnswer> {
    let { url } = request;
    for (let redirects = 0; redirects <= redirectLimit; redirects++) {
      const isRegistry = url.origin === this.#origin.origin;
      const header = authorization !== undefined && isRegistry ? { Authorization: authorization } : {};
      const response = await this.#once(request, url, header, signal);
      const next = redirectTarget(response, url);
      if (next === undefined) return { response, url };
      discardBody(response);
      url = next;
    }
    throw new SlipwayError(
      "registry-error",
      `${request.method} ${request.url.origin}${request.url.pathname}: too many redirects`,
    );
  }

  async #once(
    { method, headers: own, body, stream }: RegistryRequest,
    url: URL,
    authorization: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const silent = new AbortController();
    const watch = new SilenceWatch(this.#silence.answer, (error) => silent.abort(error));
    const either = AbortSignal.any([signal, silent.signal]);
    const headers = { "User-Agent": "slipway", "Accept-Encoding": "identity", ...own, ...authorization };
    try {
      const content = stream === undefined ? body : this.#watched(stream(), watch);
      return await this.#fetch(url, { method, headers, body: content, signal: either });
    } catch (reason) {
      throw silent.signal.aborted ? silent.signal.reason : reason;
    } finally {
      watch.stop();
    }
  }

  /** While content is waited for it is not the registry that is silent. */
  async *#watched(content: AsyncIterable<Uint8Array>, watch: SilenceWatch): AsyncGenerator<Uint8Array, void> {
    watch.stop();
    for await (const chunk of content) {
      watch.wait();
      yield chunk;
      watch.stop();
    }
    watch.wait(this.#silence.stored);
  }
}
