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

/** Fetches that keep connections, by the proxies they go through. */
const shared = new Map<string, Fetch>();

/**
 * Fetches through the proxies that the environment names, which Node's own fetch does not. As with Go's client, this
 * machine is always reached directly, and each scheme has a proxy of its own.
 *
 * @param env read at each call
 * @param tls for servers that the system's own settings do not fit; such a fetch has connections of its own
 */
export function proxiedFetch(env: Environment, tls?: TlsSettings): Fetch {
  const own = new Map<string, Fetch>();
  return (url, init) => {
    const proxies = proxiesOf(env);
    const proxy = url.protocol === "https:" ? proxies.httpsProxy : proxies.httpProxy;
    const direct = isLoopback(url.hostname) || proxy === "";
    if (direct && tls === undefined) return fetch(url, init);
    const key = direct ? "" : JSON.stringify(proxies);
    const known = tls === undefined ? shared : own;
    const through = known.get(key) ?? dispatchedFetch(tls ?? {}, direct ? undefined : proxies);
    known.set(key, through);
    return through(url, init);
  };
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

/** A fetch with connections of its own, which it keeps for the requests to come. */
function dispatchedFetch({ ca, certificate, skipVerify }: TlsSettings, proxies: Proxies | undefined): Fetch {
  let dispatcher: Promise<import("undici").Dispatcher> | undefined;
  const connect = async () => {
    const { Agent, EnvHttpProxyAgent } = await import("undici");
    const { rootCertificates } = await import("node:tls");
    const settings = {
      ...(ca === undefined ? {} : { ca: [...rootCertificates, ...ca] }),
      ...certificate,
      ...(skipVerify ? { rejectUnauthorized: false } : {}),
    };
    if (proxies === undefined) return new Agent({ connect: settings });
    // Empty values keep it from reading the process's own environment. Proxies refuse tunnels to ports without TLS.
    return new EnvHttpProxyAgent({
      ...proxies,
      connect: settings,
      requestTls: settings,
      proxyTunnel: false,
    });
  };
  return async (url, init) => {
    const undici = await import("undici");
    dispatcher ??= connect();
    // The types of undici's fetch and of Node's, which is the same code, differ in name only.
    const options = { ...init, dispatcher: await dispatcher } as unknown as import("undici").RequestInit;
    return (await undici.fetch(url, options)) as unknown as Response;
  };
}
