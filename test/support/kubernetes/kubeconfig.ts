import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "./cluster.js";

/** What a kubeconfig file says, where it differs from a good one for the cluster. */
export interface KubeconfigOptions {
  /** How its user is known. Default `token`. */
  readonly auth?: "token" | "certificate" | "none";
  /** A bearer token in place of the cluster's. */
  readonly token?: string;
  /** The context's namespace. Default: none, which clients take as `default`. */
  readonly namespace?: string;
  /** The server's address. Default the cluster's. */
  readonly server?: string;
  /** More fields of the cluster's entry, e.g. `proxy-url`; an undefined takes one away. */
  readonly cluster?: Readonly<Record<string, unknown>>;
  /** The user's entry, in place of the token or certificate: `exec`, `tokenFile`. */
  readonly user?: Readonly<Record<string, unknown>>;
}

/** Writes a kubeconfig file into the cluster's temporary directory and returns its path. JSON, which is YAML. */
export function writeKubeconfig(cluster: Cluster, options: KubeconfigOptions = {}): string {
  const { credentials } = cluster;
  const encode = (pem: string) => Buffer.from(pem).toString("base64");
  const users = {
    token: { token: options.token ?? cluster.token },
    certificate:
      credentials === undefined
        ? {}
        : {
            "client-certificate-data": encode(credentials.clientCert),
            "client-key-data": encode(credentials.clientKey),
          },
    none: {},
  };
  const server = {
    server: options.server ?? cluster.url,
    ...(credentials === undefined ? {} : { "certificate-authority-data": encode(credentials.ca) }),
    ...options.cluster,
  };
  const namespace = options.namespace === undefined ? {} : { namespace: options.namespace };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster: server }],
    users: [{ name: "test", user: options.user ?? users[options.auth ?? "token"] }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test", ...namespace } }],
  };
  const path = join(cluster.directory, `kubeconfig-${randomBytes(4).toString("hex")}`);
  writeFileSync(path, JSON.stringify(config, null, 2), { mode: 0o600 });
  return path;
}
