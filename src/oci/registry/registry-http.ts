import { setTimeout as sleep } from "node:timers/promises";
import { canceledError, isError, SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import type { Authorizer } from "./auth/authorizer.js";
import { parseChallenges } from "./auth/challenge.js";
import type { Fetch } from "./http/proxied-fetch.js";
import { redirectTarget } from "./http/redirect-target.js";
import { networkFailure, statusFailure } from "./http/registry-failure.js";

/** A request to a registry. */
export interface RegistryRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly url: URL;
  /** What the token must allow, e.g. `repository:a/b:pull`. */
  readonly scopes: readonly string[];
  /** Statuses that are an answer; every other one is an error. */
  readonly expected: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the body anew for every attempt. */
  readonly body?: () => Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly signal?: AbortSignal | undefined;
}

/** An answer and where it came from after redirects. */
export interface RegistryAnswer {
  readonly response: Response;
  readonly url: URL;
}

const attempts = 4;
/** Milliseconds before the first repetition; doubled for each further one. */
const firstDelay = 250;
/** The longest a registry's Retry-After is obeyed, milliseconds. */
const longestDelay = 10_000;
const redirectLimit = 10;
const passing = new Set([408, 429, 500, 502, 503, 504]);
const passingNetworkErrors = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "UND_ERR_SOCKET"]);

/** Sends requests to one registry: answers challenges, follows redirects, repeats what failed in passing. */
export class RegistryHttp {
  readonly #origin: URL;
  readonly #fetch: Fetch;
  readonly #authorizer: Authorizer;

  constructor(origin: URL, fetch: Fetch, authorizer: Authorizer) {
    this.#origin = origin;
    this.#fetch = fetch;
    this.#authorizer = authorizer;
  }

  /** @throws SlipwayError `auth-failed`, `not-found`, `registry-error`, `canceled`. */
  async send(request: RegistryRequest): Promise<RegistryAnswer> {
    const signal = request.signal ?? new AbortController().signal;
    for (let attempt = 1; ; attempt++) {
      const last = attempt === attempts;
      const answer = await this.#sendAuthorized(request, signal).catch((reason: unknown) => {
        if (last || signal.aborted || !isPassing(reason)) {
          throw networkFailure(request.method, request.url, reason, signal);
        }
        return undefined;
      });
      if (answer !== undefined) {
        const { response, url } = answer;
        if (request.expected.includes(response.status)) return answer;
        if (last || !passing.has(response.status)) throw await statusFailure(request.method, url, response);
        await response.body?.cancel();
      }
      await pause(attempt, answer?.response, signal);
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
    await answer.response.body?.cancel();
    return this.#follow(request, header, signal);
  }

  /** Follows redirects; the Authorization header goes to the registry itself only. */
  async #follow(
    { method, url: first, headers, body }: RegistryRequest,
    authorization: string | undefined,
    signal: AbortSignal,
  ): Promise<RegistryAnswer> {
    let url = first;
    for (let redirects = 0; redirects <= redirectLimit; redirects++) {
      const isRegistry = url.origin === this.#origin.origin;
      const response = await this.#fetch(url, {
        method,
        redirect: "manual",
        signal,
        headers: {
          "User-Agent": "slipway",
          "Accept-Encoding": "identity",
          ...headers,
          ...(authorization !== undefined && isRegistry ? { Authorization: authorization } : {}),
        },
        ...(body === undefined ? {} : { body: body(), duplex: "half" }),
      } as RequestInit);
      const next = redirectTarget(response, url);
      if (next === undefined) return { response, url };
      await response.body?.cancel();
      url = next;
    }
    throw new SlipwayError(
      "registry-error",
      `${method} ${first.origin}${first.pathname}: too many redirects`,
    );
  }
}

function isPassing(reason: unknown): boolean {
  return isError(reason) && passingNetworkErrors.has(errorCode(reason.cause) ?? "");
}

async function pause(attempt: number, response: Response | undefined, signal: AbortSignal): Promise<void> {
  const asked = Number(response?.headers.get("retry-after") ?? Number.NaN) * 1000;
  const delay = asked >= 0 ? Math.min(asked, longestDelay) : firstDelay * 2 ** (attempt - 1);
  await sleep(delay, undefined, { signal }).catch(() => {
    throw canceledError(signal);
  });
}
