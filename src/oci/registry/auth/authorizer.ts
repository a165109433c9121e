import { SlipwayError } from "../../../errors/index.js";
import type { Fetch } from "../http/http-answer.js";
import { fetchToken } from "../token/fetch-token.js";
import type { TokenRequest } from "../token/token-request.js";
import type { Challenge } from "./challenge.js";
import { type LookUpCredentials, loginOf, type RegistryCredentials } from "./registry-credentials.js";

/** Tokens are renewed this long before they end, milliseconds. */
const renewalMargin = 5_000;

interface Authorization {
  readonly header: string;
  /** Unix time in milliseconds. */
  readonly expires: number;
}

/** What an {@link Authorizer} works with. */
export interface AuthorizerOptions {
  /** The registry's host, with its port if it has one. */
  readonly host: string;
  readonly credentials: LookUpCredentials | undefined;
  readonly fetch: Fetch;
  /** As {@link TokenRequest.insecure}. */
  readonly insecure: boolean;
  /** As {@link TokenRequest.silence}. */
  readonly silence: number;
}

/** Answers a registry's challenges and remembers the answers by scope. */
export class Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #known = new Map<string, Authorization>();

  constructor(options: AuthorizerOptions) {
    this.#options = options;
  }

  /** The Authorization header for the scopes, undefined while none is known. */
  header(scopes: readonly string[]): string | undefined {
    const known = this.#known.get(keyOf(scopes));
    return known !== undefined && Date.now() < known.expires ? known.header : undefined;
  }

  /** The header with which the request is to be sent again, undefined when no challenge can be answered. */
  async answer(
    challenges: readonly Challenge[],
    scopes: readonly string[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    this.#known.delete(keyOf(scopes));
    const authorization = await this.#authorize(challenges, scopes, signal);
    if (authorization !== undefined) this.#known.set(keyOf(scopes), authorization);
    return authorization?.header;
  }

  async #authorize(
    challenges: readonly Challenge[],
    scopes: readonly string[],
    signal: AbortSignal,
  ): Promise<Authorization | undefined> {
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined) return this.#bearer(bearer, scopes, signal);
    if (!challenges.some(({ scheme }) => scheme === "basic")) return undefined;
    const { username, secret } = loginOf(await this.#credentials(scopes));
    if (username === "" || secret === "") return undefined;
    return { header: `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`, expires: Infinity };
  }

  async #bearer(
    { parameters }: Challenge,
    scopes: readonly string[],
    signal: AbortSignal,
  ): Promise<Authorization> {
    const { realm, service = "", scope = "" } = parameters;
    const { host, fetch, insecure, silence } = this.#options;
    if (realm === undefined) {
      throw new SlipwayError("protocol-error", `registry ${host} asks for a token but names no token server`);
    }
    const wanted = [...new Set([...scope.split(" "), ...scopes])].filter((text) => text !== "").sort();
    const credentials = await this.#credentials(wanted);
    if (credentials?.registryToken) {
      return { header: `Bearer ${credentials.registryToken}`, expires: Infinity };
    }
    const { token, expiresIn } = await fetchToken({
      realm,
      service,
      scopes: wanted,
      clientId: "slipway",
      ...loginOf(credentials),
      signal,
      fetch,
      insecure,
      silence,
    });
    return { header: `Bearer ${token}`, expires: Date.now() + expiresIn * 1000 - renewalMargin };
  }

  async #credentials(scopes: readonly string[]): Promise<RegistryCredentials | undefined> {
    const { host, credentials } = this.#options;
    return credentials?.(host, scopes);
  }
}

const keyOf = (scopes: readonly string[]) => [...scopes].sort().join(" ");
