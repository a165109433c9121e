import { ConnectionPool } from "./connection-pool.js";
import { directRequest } from "./direct-request.js";
import type { Fetch } from "./http-answer.js";
import { type TlsSettings, tlsOptions } from "./tls-settings.js";

export type { TlsSettings } from "./tls-settings.js";

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

/** Connections that are kept for the requests to come, and those with settings of a server's own. */
const pool = new ConnectionPool({});
const poolsOf = new WeakMap<TlsSettings, ConnectionPool>();

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
    if (proxies === undefined) return directRequest(url, init, poolFor(tls));
    const { throughProxy } = await import("./proxy-request.js");
    return throughProxy(url, init, await dispatcherFor(tls, proxies));
  };
}

function poolFor(tls: TlsSettings | undefined): ConnectionPool {
  if (tls === undefined) return pool;
  const own = poolsOf.get(tls) ?? new ConnectionPool(tls);
  poolsOf.set(tls, own);
  return own;
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
