import type { SecureContextOptions } from "node:tls";

/** TLS settings for a server that the system's own do not fit. */
export interface TlsSettings {
  /** Certificate authorities beside the system's, PEM. */
  readonly ca?: readonly string[];
  /** What this client shows, PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Any certificate of the server will do. */
  readonly skipVerify?: boolean;
}

/** The settings as Node's TLS takes them. */
export async function tlsOptions({
  ca,
  certificate,
  skipVerify,
}: TlsSettings): Promise<SecureContextOptions & { readonly rejectUnauthorized?: boolean }> {
  const { rootCertificates } = await import("node:tls");
  return {
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ...ca] }),
    ...certificate,
    ...(skipVerify ? { rejectUnauthorized: false } : {}),
  };
}
