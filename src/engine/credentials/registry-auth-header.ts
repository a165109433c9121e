import type { RegistryCredentials } from "../../oci/registry/auth/registry-credentials.js";
import { credentialKey } from "./credentials.js";
import { type CredentialOptions, resolveCredentials } from "./resolve-credentials.js";

/** The value of X-Registry-Auth with which an engine pulls from and pushes to a registry. @throws as resolveCredentials. */
export async function registryAuthHeader(registry: string, options: CredentialOptions): Promise<string> {
  const credentials = await resolveCredentials(registry, options);
  const fields =
    credentials === undefined ? {} : { ...authFields(credentials), serveraddress: credentialKey(registry) };
  // The engine takes base64 for URLs, but with the padding that Node's base64url leaves out.
  return Buffer.from(JSON.stringify(fields)).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

function authFields(credentials: RegistryCredentials): Readonly<Record<string, string>> {
  const { username, secret, identityToken, registryToken } = credentials;
  if (identityToken !== undefined) return { identitytoken: identityToken };
  if (registryToken !== undefined) return { registrytoken: registryToken };
  return { username, password: secret };
}
