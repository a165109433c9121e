/** TLS settings for a server that the system's own do not fit. */
export interface TlsSettings {
  /** Certificate authorities beside the system's, PEM. */
  readonly ca?: readonly string[];
  /** What this client shows, PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Any certificate of the server will do. */
  readonly skipVerify?: boolean;
}

/** As the global fetch; `signal` and streamed bodies included. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

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

/**
 * Fetches through the proxies that the environment names, which Node's own fetch does not. As with Go's client, this
 * machine is always reached directly, and each scheme has a proxy of its own.
 *
 * @param env read at each call
 * @param tls for servers that the system's own settings do not fit; such a fetch has connections of its own
 */
export function proxiedFetch(env: Environment, tls?: TlsSettings): Fetch {
  return async (url, init) => {
    const proxies = proxiesFor(env, url);
    if (proxies === undefined && tls === undefined) return fetch(url, init);
    const undici = await import("undici");
    const dispatcher = await dispatcherFor(tls, proxies);
    // The types of undici's fetch and of Node's, which is the same code, differ in name only.
    const options = { ...init, dispatcher } as unknown as import("undici").RequestInit;
    return (await undici.fetch(url, options)) as unknown as Response;
  };
}

/** What leads to a server through the proxy that is set for it, undefined where the way is direct. */
export function proxyDispatcher(
  env: Environment,
  tls: TlsSettings | undefined,
  url: URL,
): Promise<Dispatcher> | undefined {
  const proxies = proxiesFor(env, url);
  return proxies === undefined ? undefined : dispatcherFor(tls, proxies);
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

function dispatcherFor(tls: TlsSettings | undefined, proxies: Proxies | undefined): Promise<Dispatcher> {
  const known = tls === undefined ? shared : (ofSettings.get(tls) ?? new Map<string, Promise<Dispatcher>>());
  if (tls !== undefined) ofSettings.set(tls, known);
  const key = proxies === undefined ? "" : JSON.stringify(proxies);
  const dispatcher = known.get(key) ?? connect(tls ?? {}, proxies);
  known.set(key, dispatcher);
  return dispatcher;
}

async function connect(tls: TlsSettings, proxies: Proxies | undefined): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  const settings = await tlsOptions(tls);
  if (proxies === undefined) return new Agent({ connect: settings });
  // Empty values keep it from reading the process's own environment. Proxies refuse tunnels to ports without TLS.
  return new EnvHttpProxyAgent({ ...proxies, connect: settings, requestTls: settings, proxyTunnel: false });
}

/** The settings as Node's TLS takes them. */
export async function tlsOptions({
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
