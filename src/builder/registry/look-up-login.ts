import { resolveScopedCredentials, type ScopedCredentialOptions } from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { LookUpCredentials, RegistryCredentials } from "../../oci/registry/index.js";
import type { LookUpLogin, RegistryLogin } from "./login-types.js";

const NONE: RegistryCredentials = { username: "", secret: "" };

/**
 * Finds the credentials for a host: those of the caller's function, else of the Docker configuration. Throws
 * `auth-failed` when the function or a credential helper fails; what the function threw is the cause and is not
 * repeated, since it may quote a secret.
 */
export function credentialsLookUp(
  login: LookUpLogin | undefined,
  configured: ScopedCredentialOptions,
): LookUpCredentials {
  return async (host, scopes) => {
    const given = await callFunction(host, login);
    if (given === null) return NONE;
    return given === undefined ? resolveScopedCredentials(host, scopes, configured) : toCredentials(given);
  };
}

function toCredentials(login: RegistryLogin): RegistryCredentials {
  if ("password" in login) return { username: login.username, secret: login.password };
  if ("identityToken" in login) {
    return { username: "", secret: login.identityToken, identityToken: login.identityToken };
  }
  return { ...NONE, registryToken: login.registryToken };
}

async function callFunction(host: string, login: LookUpLogin | undefined) {
  try {
    return await login?.(host);
  } catch (cause) {
    throw new SlipwayError("auth-failed", `the function that provides credentials for ${host} failed`, {
      cause,
    });
  }
}
