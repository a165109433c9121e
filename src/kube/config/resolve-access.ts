import { isError, SlipwayError, systemErrorText } from "../../errors/index.js";
import { readSmallFile } from "../../util/read-small-file.js";
import type { Impersonation, KubeAccess, KubeUser } from "./access.js";
import type { ClusterEntry, ConfigFile, UserEntry } from "./config-file.js";

/** Bytes of a certificate or key. */
const maxPem = 1 << 20;

/**
 * Finds out how a context's cluster is reached, and reads its certificates.
 *
 * @param context default: the current one
 * @returns undefined when the configuration leads to no cluster at all
 * @throws SlipwayError `invalid-argument` for what contradicts itself or names what is not there; `not-found`,
 * `io-error` for a file
 */
export async function resolveAccess(
  config: ConfigFile,
  context?: string | undefined,
): Promise<KubeAccess | undefined> {
  const name = context || config.currentContext;
  if (name === undefined) {
    if (config.clusters.size === 0) return undefined;
    throw invalid("no context is the current one", "`kubectl config use-context NAME` chooses one");
  }
  const found = config.contexts.get(name);
  if (found === undefined) {
    throw invalid(
      `context was not found for specified context: ${name}`,
      "`kubectl config get-contexts` lists the contexts there are",
    );
  }
  const cluster = config.clusters.get(found.cluster ?? "");
  if (!cluster?.server) {
    throw invalid(`cluster ${JSON.stringify(found.cluster ?? "")} of context ${name} has no server defined`);
  }
  const user = found.user ? config.users.get(found.user) : {};
  if (user === undefined)
    throw invalid(`user ${JSON.stringify(found.user)} of context ${name} is not defined`);
  return {
    server: serverUrl(cluster.server),
    namespace: found.namespace || "default",
    ...(await transportOf(cluster)),
    user: await resolveUser(user, found.user ?? ""),
  };
}

async function transportOf(
  cluster: ClusterEntry,
): Promise<Omit<KubeAccess, "server" | "namespace" | "user">> {
  const insecure = cluster["insecure-skip-tls-verify"] ?? false;
  const ca = await pem(cluster, "certificate-authority");
  if (insecure && ca !== undefined) {
    throw invalid("certificate-authority and insecure-skip-tls-verify exclude each other");
  }
  return {
    ca,
    insecure,
    serverName: cluster["tls-server-name"] || undefined,
    proxy: cluster["proxy-url"] ? proxyUrl(cluster["proxy-url"]) : undefined,
  };
}

async function resolveUser(user: UserEntry, name: string): Promise<KubeUser> {
  const provider = user["auth-provider"];
  if (provider) {
    throw new SlipwayError(
      "unsupported",
      `user ${JSON.stringify(name)} has the auth-provider ${JSON.stringify(provider.name ?? "")}, which Kubernetes 1.26 took out`,
      { hint: "use an exec plugin, such as kubelogin or gke-gcloud-auth-plugin" },
    );
  }
  const [cert, key] = await Promise.all([pem(user, "client-certificate"), pem(user, "client-key")]);
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? "client-certificate" : "client-key";
    throw invalid(`user ${JSON.stringify(name)} lacks ${missing}`);
  }
  return {
    certificate: cert === undefined || key === undefined ? undefined : { cert, key },
    token: user.token || undefined,
    tokenFile: user.tokenFile || undefined,
    basic:
      user.username || user.password
        ? { username: user.username ?? "", password: user.password ?? "" }
        : undefined,
    exec: user.exec ?? undefined,
    impersonate: impersonation(user, name),
  };
}

function impersonation(user: UserEntry, name: string): Impersonation | undefined {
  const groups = user["as-groups"] ?? [];
  const extra = user["as-user-extra"] ?? {};
  const uid = user["as-uid"] || undefined;
  if (user.as) return { user: user.as, uid, groups, extra };
  if (groups.length === 0 && uid === undefined && Object.keys(extra).length === 0) return undefined;
  throw invalid(`user ${JSON.stringify(name)} impersonates groups without a user: "as" is missing`);
}

/** What an entry has under `NAME-data`, else in the file under `NAME`. */
async function pem<Name extends string>(
  entry: { readonly [Key in Name | `${Name}-data`]?: string },
  name: Name,
): Promise<Buffer | undefined> {
  const data = entry[`${name}-data`];
  if (data) {
    if (/^[\sA-Za-z0-9+/]+[=\s]*$/.test(data)) return Buffer.from(data, "base64");
    throw invalid(`${name}-data is not in base64`);
  }
  const path = entry[name];
  return path ? readPem(name, path) : undefined;
}

/** Reads a certificate or key. Throws `not-found`, `io-error` that name the file. */
export async function readPem(what: string, path: string): Promise<Buffer> {
  try {
    return await readSmallFile(path, maxPem);
  } catch (cause) {
    if (cause instanceof SlipwayError) throw cause;
    throw SlipwayError.from(cause).copyWith({
      message: `unable to read ${what} ${path}: ${isError(cause) ? systemErrorText(cause) : String(cause)}`,
      details: { path },
    });
  }
}

function serverUrl(text: string): URL {
  // Without a scheme it is plain HTTP, as with kubectl.
  const url = parsed(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "")
    return url;
  throw invalid("the server of the cluster is no http or https URL without a user");
}

function proxyUrl(text: string): URL {
  const url = parsed(text);
  if (url !== undefined && /^(https?|socks5h?):$/.test(url.protocol)) return url;
  throw invalid("proxy-url is no URL of the scheme http, https or socks5");
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function invalid(problem: string, hint?: string): SlipwayError {
  return new SlipwayError("invalid-argument", `invalid configuration: ${problem}`, { hint });
}
