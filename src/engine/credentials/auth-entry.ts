import type { RegistryCredentials } from "../../oci/registry/auth/registry-credentials.js";
import { decodeAuthText } from "../endpoint/auth-text.js";
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
 * What an `auths` entry holds; undefined when it is empty, as entries are whose secret is in a helper, and when its `auth`
 * is none.
 */
export function entryCredentials(entry: AuthEntry): RegistryCredentials | undefined {
  const { username = "", password = "" } = (entry.auth ? decodeAuthText(entry.auth) : entry) ?? {};
  const { identitytoken: identityToken, registrytoken: registryToken } = entry;
  if (identityToken) return { username: "", secret: identityToken, identityToken };
  if (registryToken) return { username, secret: password, registryToken };
  return username === "" && password === "" ? undefined : { username, secret: password };
}

/** Keys may be URLs (`https://host/v1/`) or hosts with a path. */
function hostOf(key: string): string {
  return key.replace(/^[^/]*:\/\//, "").split("/", 1)[0] ?? "";
}
