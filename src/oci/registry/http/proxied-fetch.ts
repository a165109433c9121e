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

/**
 * Fetches through the proxies that the environment names, which Node's own fetch does not. As with Go's client, this
 * machine is always reached directly.
 */
export const proxiedFetch: Fetch = (url, init) => {
  const isDirect = isLoopback(url.hostname) || !proxyVariables.some((name) => process.env[name]);
  return isDirect ? fetch(url, init) : dispatchedFetch(url, init, {});
};

/** A {@link proxiedFetch} for servers that need TLS settings of their own; the same one when there are none. */
export function fetchWithTls(tls: TlsSettings | undefined): Fetch {
  if (tls === undefined) return proxiedFetch;
  const { ca, certificate, skipVerify } = tls;
  return async (url, init) => {
    const { rootCertificates } = await import("node:tls");
    return dispatchedFetch(url, init, {
      ...(ca === undefined ? {} : { ca: [...rootCertificates, ...ca] }),
      ...certificate,
      ...(skipVerify ? { rejectUnauthorized: false } : {}),
    });
  };
}

/** True for names and addresses of this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

interface ConnectOptions {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
}

async function dispatchedFetch(url: URL, init: RequestInit, connect: ConnectOptions): Promise<Response> {
  const undici = await import("undici");
  const dispatcher = isLoopback(url.hostname)
    ? new undici.Agent({ connect })
    : new undici.EnvHttpProxyAgent({ connect, requestTls: connect });
  // The types of undici's fetch and of Node's, which is the same code, differ in name only.
  const options = { ...init, dispatcher } as unknown as import("undici").RequestInit;
  return (await undici.fetch(url, options)) as unknown as Response;
}
