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

const proxyVariables = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"];
const hasProxy = () => proxyVariables.some((name) => process.env[name]);

/**
 * Fetches through the proxies that the environment names, which Node's own fetch does not. As with Go's client, this
 * machine is always reached directly.
 */
export const proxiedFetch: Fetch = (url, init) =>
  isLoopback(url.hostname) || !hasProxy() ? fetch(url, init) : proxied(url, init);

/** A {@link proxiedFetch} for a server that needs TLS settings of its own; the same one when there are none. */
export function fetchWithTls(tls: TlsSettings | undefined): Fetch {
  if (tls === undefined) return proxiedFetch;
  const direct = dispatchedFetch(tls, false);
  const throughProxy = dispatchedFetch(tls, true);
  return (url, init) => (isLoopback(url.hostname) ? direct : throughProxy)(url, init);
}

/** True for names and addresses of this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

const proxied = dispatchedFetch({}, true);

/** A fetch with connections of its own, which it keeps for the requests to come. */
function dispatchedFetch({ ca, certificate, skipVerify }: TlsSettings, proxy: boolean): Fetch {
  let dispatcher: Promise<import("undici").Dispatcher> | undefined;
  const connect = async () => {
    const { Agent, EnvHttpProxyAgent } = await import("undici");
    const { rootCertificates } = await import("node:tls");
    const settings = {
      ...(ca === undefined ? {} : { ca: [...rootCertificates, ...ca] }),
      ...certificate,
      ...(skipVerify ? { rejectUnauthorized: false } : {}),
    };
    return proxy
      ? new EnvHttpProxyAgent({ connect: settings, requestTls: settings })
      : new Agent({ connect: settings });
  };
  return async (url, init) => {
    const undici = await import("undici");
    dispatcher ??= connect();
    // The types of undici's fetch and of Node's, which is the same code, differ in name only.
    const options = { ...init, dispatcher: await dispatcher } as unknown as import("undici").RequestInit;
    return (await undici.fetch(url, options)) as unknown as Response;
  };
}
