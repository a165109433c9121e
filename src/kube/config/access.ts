import type { ExecEntry } from "./config-file.js";

/** Who speaks to the cluster. What is absent is not used. */
export interface KubeUser {
  readonly certificate?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly token?: string | undefined;
  /** Read again from time to time: whoever wrote it renews it. It wins over `token`. */
  readonly tokenFile?: string | undefined;
  readonly basic?: { readonly username: string; readonly password: string } | undefined;
  readonly exec?: ExecEntry | undefined;
  readonly impersonate?: Impersonation | undefined;
}

/** For whom the user acts. */
export interface Impersonation {
  readonly user: string;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** How a cluster is reached. */
export interface KubeAccess {
  readonly server: URL;
  /** The namespace of whoever names none. */
  readonly namespace: string;
  /** Authorities of the server's certificate, PEM. Default: the system's. */
  readonly ca: Buffer | undefined;
  /** Any certificate will do. */
  readonly insecure: boolean;
  /** The name that the server's certificate must have. Default: the host of `server`. */
  readonly serverName: string | undefined;
  /** Default: what the environment says. */
  readonly proxy: URL | undefined;
  readonly user: KubeUser;
}
