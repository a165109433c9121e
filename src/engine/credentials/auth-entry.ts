import type { RegistryCredentials } from "../../oci/registry/auth/registry-credentials.js";
import type { AuthEntry } from "../endpoint/docker-config.js";

/** The entry for a registry: the one with exactly its key, else the first whose key has its host. */
export function findAuthEntry(
  auths: Readonly<Record<string, AuthEntry>>,
  key: string,
): AuthEntry | undefined {
  if (Object.hasOwn(auths, key)) return auths[key];
  return Object.entries(auths).find(([stored]) => hostOf(stored) === key)?.[1];
}

/**
 * What an `auths` entry holds; undefined when it is empty, as entries are whose secret is in a helper.
 *
 * @param malformed makes the error for an `auth` that is not base64 of `user:password`
 */
export function entryCredentials(entry: AuthEntry, malformed: () => Error): RegistryCredentials | undefined {
  const { username = "", password = "" } = entry.auth ? decodeAuth(entry.auth, malformed) : entry;
  const { identitytoken: identityToken, registrytoken: registryToken } = entry;
  if (identityToken) return { username: "", secret: identityToken, identityToken };
  if (registryToken) return { username, secret: password, registryToken };
  return username === "" && password === "" ? undefined : { username, secret: password };
}

function decodeAuth(auth: string, malformed: () => Error): { username: string; password: string } {
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) throw malformed();
  return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/^\0+|\0+$/g, "") };
}

/** Keys may be URLs (`https://host/v1/`) or hosts with a path. */
function hostOf(key: string): string {
  return key.replace(/^[^/]*:\/\//, "").split("/", 1)[0] ?? "";
}
