import {
  type RegistryCredentials,
  resolveScopedCredentials,
  type ScopedCredentialOptions,
} from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { LookUpLogin } from "./login-types.js";

const NONE: RegistryCredentials = { username: "", secret: "" };

/**
 * The credentials for a host: of the caller's function, else of the Docker configuration.
 *
 * @throws SlipwayError `auth-failed` when the function or a credential helper fails; what the function threw is the
 * cause and is not repeated, since it may quote a secret.
 */
export async function lookUpLogin(
  host: string,
  scopes: readonly string[],
  { credentials }: { readonly credentials?: LookUpLogin | undefined },
  configured: ScopedCredentialOptions,
): Promise<RegistryCredentials | undefined> {
  const login = await callFunction(host, credentials);
  if (login === null) return NONE;
  if (login === undefined) return resolveScopedCredentials(host, scopes, configured);
  if ("password" in login) return { username: login.username, secret: login.password };
  if ("identityToken" in login) {
    return { username: "", secret: login.identityToken, identityToken: login.identityToken };
  }
  return { ...NONE, registryToken: login.registryToken };
}

async function callFunction(host: string, credentials: LookUpLogin | undefined) {
  try {
    return await credentials?.(host);
  } catch (cause) {
    throw new SlipwayError("auth-failed", `the function that provides credentials for ${host} failed`, {
      cause,
    });
  }
}
