import type { Agent, AgentOptions } from "node:http";
import type { Fetch } from "./http-answer.js";
import { largeReads } from "./large-reads.js";
import { nodeRequest } from "./node-request.js";

/** TLS settings for a server that the system's own do not fit. */
export interface TlsSettings {
  /** Certificate authorities beside the system's, PEM. */
  readonly ca?: readonly string[];
  /** What this client shows, PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Any certificate of the server will do. */
  readonly skipVerify?: boolean;
}

/** Environment variables; undefined means not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Proxies {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

type Dispatcher = import("undici").Dispatcher;

/** Dispatchers without settings of a server's own, by the proxies they go through: they keep connections. */
const shared = new Map<string, Promise<Dispatcher>>();
const ofSettings = new WeakMap<TlsSettings, Map<string, Promise<Dispatcher>>>();

/** Connections that are kept for the requests to come, by protocol, and those with settings of a server's own. */
const agents = new Map<string, Promise<Agent>>();
const agentsOf = new WeakMap<TlsSettings, Map<string, Promise<Agent>>>();

/**
 * Fetches through the proxies that the environment names. As with Go's client, this machine is always reached directly,
 * and each scheme has a proxy of its own.
 *
 * @param env read at each call
 * @param tls for servers that the system's own settings do not fit; such a fetch has connections of its own
 */
export function proxiedFetch(env: Environment, tls?: TlsSettings): Fetch {
  return async (url, init) => {
    const proxies = proxiesFor(env, url);
    if (proxies === undefined) return nodeRequest(url, init, await agentFor(url, tls));
    const { throughProxy } = await import("./proxy-request.js");
    return throughProxy(url, init, await dispatcherFor(tls, proxies));
  };
}

function agentFor({ protocol }: URL, tls: TlsSettings | undefined): Promise<Agent> {
  const known = tls === undefined ? agents : (agentsOf.get(tls) ?? new Map<string, Promise<Agent>>());
  if (tls !== undefined) agentsOf.set(tls, known);
  const agent = known.get(protocol) ?? newAgent(protocol, tls ?? {});
  known.set(protocol, agent);
  return agent;
}

async function newAgent(protocol: string, tls: TlsSettings): Promise<Agent> {
  if (protocol === "http:") {
    const { Agent } = await import("node:http");
    return new Agent({ keepAlive: true, onread: largeReads } as AgentOptions);
  }
  return new (await import("node:https")).Agent({ keepAlive: true, ...(await tlsOptions(tls)) });
}

/** True for names and addresses of this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Upper case first, as Go reads them. */
function proxiesOf(env: Environment): Proxies {
  const read = (name: string) => env[name] || env[name.toLowerCase()] || "";
  return { httpProxy: read("HTTP_PROXY"), httpsProxy: read("HTTPS_PROXY"), noProxy: read("NO_PROXY") };
}

/** Undefined where the way to a server is direct. What `NO_PROXY` names the dispatcher itself reaches directly. */
function proxiesFor(env: Environment, url: URL): Proxies | undefined {
  const proxies = proxiesOf(env);
  const proxy = url.protocol === "https:" ? proxies.httpsProxy : proxies.httpProxy;
  return isLoopback(url.hostname) || proxy === "" ? undefined : proxies;
}

function dispatcherFor(tls: TlsSettings | undefined, proxies: Proxies): Promise<Dispatcher> {
  const known = tls === undefined ? shared : (ofSettings.get(tls) ?? new Map<string, Promise<Dispatcher>>());
  if (tls !== undefined) ofSettings.set(tls, known);
  const key = JSON.stringify(proxies);
  const dispatcher = known.get(key) ?? connect(tls ?? {}, proxies);
  known.set(key, dispatcher);
  return dispatcher;
}

async function connect(tls: TlsSettings, proxies: Proxies): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import("undici");
  const settings = await tlsOptions(tls);
  // Empty values keep it from reading the process's own environment. Proxies refuse tunnels to ports without TLS.
  return new EnvHttpProxyAgent({ ...proxies, connect: settings, requestTls: settings, proxyTunnel: false });
}

/** The settings as Node's TLS takes them. */
async function tlsOptions({
  ca,
  certificate,
  skipVerify,
}: TlsSettings): Promise<
  import("node:tls").SecureContextOptions & { readonly rejectUnauthorized?: boolean }
> {
  const { rootCertificates } = await import("node:tls");
  return {
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ...ca] }),
    ...certificate,
    ...(skipVerify ? { rejectUnauthorized: false } : {}),
  };
}
