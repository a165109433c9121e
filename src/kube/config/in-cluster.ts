import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { KubeAccess } from "./access.js";
import type { KubeEnv } from "./load-config.js";

/** Where a pod finds what it needs to speak to its cluster. */
const directory = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * How a pod reaches the cluster it runs in, with the service account that was given to it; undefined anywhere else.
 */
export async function inClusterAccess(env: KubeEnv, files = directory): Promise<KubeAccess | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (!host || !port) return undefined;
  const tokenFile = join(files, "token");
  const [token, ca, namespace] = await Promise.all([
    readIfThere(tokenFile),
    readIfThere(join(files, "ca.crt")),
    readIfThere(join(files, "namespace")),
  ]);
  if (token === undefined) return undefined;
  const hostname = host.includes(":") ? `[${host}]` : host;
  const server = `https://${hostname}:${port}`;
  if (!URL.canParse(server)) return undefined;
  return {
    server: new URL(server),
    namespace: namespace?.toString("utf8").trim() || "default",
    ca,
    insecure: false,
    serverName: undefined,
    proxy: undefined,
    user: { tokenFile },
  };
}

function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(() => undefined);
}
