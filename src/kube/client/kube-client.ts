import type http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { canceledError, SlipwayError, throwIfCanceled } from "../../errors/index.js";
import { parseJson } from "../../util/json-value.js";
import { Credentials, type RequestCredential } from "../auth/credentials.js";
import type { KubeAccess } from "../config/access.js";
import type { KubeEnv } from "../config/load-config.js";
import { chooseProxy } from "../http/choose-proxy.js";
import { clusterAgent } from "../http/cluster-agent.js";
import { type Answer, exchange } from "../http/exchange.js";
import { answerError, unreachableCluster } from "./kube-error.js";
import { type Deed, kinds, type ResourceKind, resourceName, resourcePath } from "./resource.js";

/** How long a server may stay silent, milliseconds. */
const silence = 30_000;
/** How often a server that is too busy is asked again, and how long at most before each, milliseconds. */
const busyTries = 4;
const busyPause = 5_000;

/** One call. */
export interface KubeCall {
  readonly deed: Deed;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Which objects of a kind: what their labels, or with `field` their fields, must be: `a=b,c=d`. */
export interface ObjectSelector {
  readonly label?: string | undefined;
  readonly field?: string | undefined;
}

/** What a connection for a call is made with. */
export interface Opening {
  readonly url: URL;
  readonly agent: http.Agent;
  readonly headers: Record<string, string | string[]>;
}

interface Scope {
  readonly signal?: AbortSignal | undefined;
}

/** The API of a cluster. All its methods throw SlipwayErrors: `cluster-unreachable`, `cluster-error`, `auth-failed`,
 * `not-found`, `already-exists`, `canceled`. */
export class KubeClient {
  readonly access: KubeAccess;
  readonly #env: KubeEnv;
  readonly #credentials: Credentials;
  #agent: { readonly agent: http.Agent; readonly certificate: RequestCredential["certificate"] } | undefined;

  constructor(access: KubeAccess, env: KubeEnv) {
    this.access = access;
    this.#env = env;
    this.#credentials = new Credentials(access, env);
  }

  /** The server as messages name it. */
  get server(): string {
    return this.access.server.href.replace(/\/$/, "");
  }

  async get<Kind>(
    kind: ResourceKind,
    namespace: string,
    name: string,
    { signal }: Scope = {},
  ): Promise<Kind> {
    return (await this.call({
      deed: { verb: "get", resource: resourceName(kind), namespace, name },
      method: "GET",
      path: resourcePath(kind, namespace, name),
      signal,
    })) as Kind;
  }

  async list<Kind>(
    kind: ResourceKind,
    namespace: string,
    selector: ObjectSelector,
    scope: Scope = {},
  ): Promise<readonly Kind[]> {
    return (await this.listAt<Kind>(kind, namespace, selector, scope)).items;
  }

  /** A list with the version from which its changes can be watched. */
  async listAt<Kind>(
    kind: ResourceKind,
    namespace: string,
    selector: ObjectSelector,
    { signal }: Scope = {},
  ): Promise<{ readonly items: readonly Kind[]; readonly version: string }> {
    const answer = (await this.call({
      deed: { verb: "list", resource: resourceName(kind), namespace },
      method: "GET",
      path: resourcePath(kind, namespace),
      query: {
        ...(selector.label === undefined ? {} : { labelSelector: selector.label }),
        ...(selector.field === undefined ? {} : { fieldSelector: selector.field }),
      },
      signal,
    })) as {
      readonly items?: readonly Kind[] | null;
      readonly metadata?: { readonly resourceVersion?: string } | null;
    };
    return { items: answer.items ?? [], version: answer.metadata?.resourceVersion ?? "" };
  }

  async create(
    kind: ResourceKind,
    namespace: string,
    object: NamedObject,
    { signal }: Scope = {},
  ): Promise<void> {
    await this.call({
      deed: { verb: "create", resource: resourceName(kind), namespace, name: object.metadata.name },
      method: "POST",
      path: resourcePath(kind, namespace),
      body: object,
      signal,
    });
  }

  async replace(
    kind: ResourceKind,
    namespace: string,
    object: NamedObject,
    { signal }: Scope = {},
  ): Promise<void> {
    const { name } = object.metadata;
    await this.call({
      deed: { verb: "update", resource: resourceName(kind), namespace, name },
      method: "PUT",
      path: resourcePath(kind, namespace, name),
      body: object,
      signal,
    });
  }

  async delete(kind: ResourceKind, namespace: string, name: string, { signal }: Scope = {}): Promise<void> {
    await this.call({
      deed: { verb: "delete", resource: resourceName(kind), namespace, name },
      method: "DELETE",
      path: resourcePath(kind, namespace, name),
      signal,
    });
  }

  /** The last lines of a container, of the run before the present one with `previous`. */
  logs(namespace: string, pod: string, options: LogOptions): Promise<string> {
    const { container, previous, tailLines, signal } = options;
    return this.text({
      deed: { verb: "get", resource: resourceName(kinds.pod, "log"), namespace, name: pod },
      method: "GET",
      path: resourcePath(kinds.pod, namespace, pod, "log"),
      query: { container, tailLines: String(tailLines), previous: String(previous) },
      signal,
    });
  }

  /** What the server answers to a call, a JSON object. */
  async call(call: KubeCall): Promise<object> {
    const body = await this.text(call);
    const value = parseJson(body);
    if (typeof value === "object" && value !== null) return value;
    throw new SlipwayError("protocol-error", `the server at ${this.server} is no Kubernetes API server`, {
      hint: "check the server of the cluster in the kubeconfig",
      details: { server: this.server },
    });
  }

  /** What the server answers to a call, as text. */
  async text(call: KubeCall): Promise<string> {
    return (await this.#answer(call)).body;
  }

  /**
   * What the server answers to a call, as it comes.
   *
   * @param quiet how long the server may stay silent, milliseconds; then the stream fails
   */
  async stream(call: KubeCall, quiet: number): Promise<http.IncomingMessage> {
    const { stream } = await this.#answer(call, quiet);
    if (stream !== undefined) return stream;
    throw new SlipwayError("protocol-error", `the server at ${this.server} is no Kubernetes API server`, {
      hint: "check the server of the cluster in the kubeconfig",
      details: { server: this.server },
    });
  }

  async #answer(call: KubeCall, streamSilence?: number): Promise<Answer> {
    for (let tried = 1; ; tried++) {
      const answer = await this.#send(call, streamSilence);
      const { code, body, retryAfter } = answer;
      if (code >= 200 && code < 300) return answer;
      if (code === 401 && tried === 1 && this.#credentials.expire()) continue;
      if ((code !== 429 && code !== 503) || tried > busyTries || retryAfter === undefined) {
        throw answerError(call.deed, this.server, code, body);
      }
      await sleep(Math.min(retryAfter, busyPause), undefined, { signal: call.signal }).catch(() => undefined);
      throwIfCanceled(call.signal);
    }
  }

  /** What a request needs beside its method, for whoever makes one of another form. */
  async opening(path: string, query: URLSearchParams, signal?: AbortSignal | undefined): Promise<Opening> {
    const { headers, certificate } = await this.#credentials.get(signal);
    const url = new URL(this.access.server);
    url.pathname = `${url.pathname.replace(/\/$/, "")}${path}`;
    url.search = query.toString();
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
    );
    return { url, agent: this.#agentFor(certificate), headers: { "user-agent": "slipway", ...own } };
  }

  #agentFor(certificate: RequestCredential["certificate"]): http.Agent {
    if (this.#agent !== undefined && this.#agent.certificate === certificate) return this.#agent.agent;
    try {
      const agent = clusterAgent(this.access, certificate, chooseProxy(this.access, this.#env));
      this.#agent = { agent, certificate };
      return agent;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SlipwayError(
        "invalid-argument",
        `the kubeconfig has a certificate or key that is none: ${reason}`,
        {
          cause,
          hint: "certificates and keys are in PEM, or in the base64 of PEM under the names that end in -data",
        },
      );
    }
  }

  async #send(
    { method, path, query, body, signal }: KubeCall,
    streamSilence: number | undefined,
  ): Promise<Answer> {
    throwIfCanceled(signal);
    const { url, agent, headers } = await this.opening(path, new URLSearchParams(query), signal);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    try {
      return await exchange(
        url,
        {
          method,
          agent,
          signal,
          timeout: streamSilence ?? silence,
          headers: {
            ...headers,
            accept: "application/json",
            ...(payload === undefined
              ? {}
              : { "content-type": "application/json", "content-length": String(Buffer.byteLength(payload)) }),
          },
        },
        { payload, streamed: streamSilence !== undefined },
      );
    } catch (reason) {
      if (signal?.aborted) throw canceledError(signal);
      throw unreachableCluster(this.server, reason);
    }
  }
}

/** Which lines of a container's output are wanted. */
export interface LogOptions extends Scope {
  readonly container: string;
  readonly previous: boolean;
  readonly tailLines: number;
}

/** An object that is sent. */
export interface NamedObject {
  readonly metadata: { readonly name: string };
}
