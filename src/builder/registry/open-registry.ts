import { dockerConfigDir } from "../../engine/index.js";
import { RegistryClient } from "../../oci/registry/index.js";
import type { BuilderOptions } from "../types.js";
import type { LookUpLogin } from "./login-types.js";
import { credentialsLookUp } from "./look-up-login.js";
import { type RegistryNode, registrySettings } from "./registry-settings.js";

/** How {@link openRegistry} reaches a registry. */
export interface OpenRegistryOptions extends Pick<BuilderOptions, "env" | "docker" | "signal"> {
  /** Asked for logins before the Docker configuration. */
  readonly credentials?: LookUpLogin | undefined;
  /** Speak HTTP without TLS, whatever the node's configuration says. Default false. */
  readonly insecure?: boolean | undefined;
}

/**
 * A client of a registry that reaches it as a builder's node does: by what the node's buildkitd.toml says of it, mirrors
 * included, and with the user's logins. Opens no connection yet.
 *
 * @param node of the builder in whose name the registry is used; Buildx takes the first one. Undefined for none
 * @param domain the registry's host as in image references
 * @throws SlipwayError `corrupt-state` when the node's buildkitd.toml is damaged
 */
export async function openRegistry(
  node: RegistryNode | undefined,
  domain: string,
  options: OpenRegistryOptions = {},
): Promise<RegistryClient> {
  const { env = process.env, docker, credentials, insecure, signal } = options;
  const configDir = dockerConfigDir(env, docker?.config);
  const { plainHttp, tls, mirrors } = await registrySettings(node, domain);
  return new RegistryClient(domain, {
    plainHttp: insecure ? true : plainHttp,
    tls,
    mirrors,
    env,
    credentials: credentialsLookUp(credentials, { env, configDir, signal }),
  });
}
