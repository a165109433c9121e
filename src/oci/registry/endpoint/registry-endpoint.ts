import { Authorizer } from "../auth/authorizer.js";
import type { LookUpCredentials } from "../auth/registry-credentials.js";
import { type Environment, proxiedFetch, type TlsSettings } from "../http/proxied-fetch.js";
import { registryOrigin } from "../http/registry-host.js";
import { type SilenceLimits, silenceLimits } from "../http/silence-limit.js";
import { allowsInsecureLogin } from "../token/login-safety.js";
import { type RegistryAnswer, RegistryHttp, type RegistryRequest } from "./registry-http.js";

/** How one address of a registry is reached. */
export interface EndpointSettings {
  /**
   * Speak HTTP without TLS. Default: with registries on this machine only. Where it is set, logins go over plain HTTP too.
   */
  readonly plainHttp?: boolean | undefined;
  readonly tls?: TlsSettings | undefined;
}

/** What every endpoint of a registry shares. */
export interface EndpointCaller {
  readonly credentials: LookUpCredentials | undefined;
  readonly env: Environment;
}

/** One server that has a registry's content: its own, or a mirror. */
export class RegistryEndpoint {
  readonly origin: URL;
  /** How long it may be silent. */
  readonly silence: SilenceLimits;
  readonly #base: string;
  readonly #namespace: string | undefined;
  readonly #http: RegistryHttp;

  /**
   * @param address host, and for a mirror a path below `/v2` if it has one
   * @param namespace the registry that a mirror is asked for; undefined for the registry itself
   */
  constructor(
    address: string,
    { plainHttp, tls }: EndpointSettings,
    { credentials, env }: EndpointCaller,
    namespace?: string,
  ) {
    const [domain = "", ...path] = address.split("/");
    this.origin = registryOrigin(domain, plainHttp);
    this.silence = silenceLimits(env);
    this.#base = ["/v2", ...path.filter((part) => part !== "")].join("/");
    this.#namespace = namespace;
    const { host } = this.origin;
    const fetch = proxiedFetch(env, tls);
    const elsewhere = proxiedFetch(env);
    // The settings are the registry's own: a token server elsewhere has to be trusted by itself.
    const fetchTokens: typeof fetch = (url, init) => (url.host === host ? fetch : elsewhere)(url, init);
    const insecure = plainHttp === true || allowsInsecureLogin(env);
    const authorizer = new Authorizer({
      host,
      credentials,
      fetch: fetchTokens,
      insecure,
      silence: this.silence.answer,
    });
    this.#http = new RegistryHttp({
      origin: this.origin,
      fetch,
      authorizer,
      silence: this.silence,
      repeats: namespace === undefined,
    });
  }

  /** The address of a thing in a repository. */
  url(repository: string, kind: "manifests" | "blobs" | "referrers", name: string): URL {
    const url = new URL(`${this.#base}/${repository}/${kind}/${name}`, this.origin);
    if (this.#namespace !== undefined) url.searchParams.set("ns", this.#namespace);
    return url;
  }

  /** As {@link RegistryHttp.send}. */
  send(request: RegistryRequest): Promise<RegistryAnswer> {
    return this.#http.send(request);
  }
}

/** What a token must allow to read a repository. */
export const pullScope = (repository: string) => `repository:${repository}:pull`;
/** What a token must allow to write to a repository. */
export const pushScope = (repository: string) => `repository:${repository}:pull,push`;
