import { join } from "node:path";
import type { RegistryCredentials } from "../../oci/registry/auth/registry-credentials.js";
import { dockerConfigDir } from "../endpoint/docker-config.js";
import { type CredentialOptions, resolveCredentials } from "./resolve-credentials.js";
import { chooseScopedConfig, listScopedConfigs } from "./scoped-config.js";

/** Options of {@link resolveScopedCredentials}. */
export interface ScopedCredentialOptions extends CredentialOptions {
  /** The builder store's directory. Default `$BUILDX_CONFIG`, else `buildx` in the configuration directory. */
  readonly buildxDir?: string;
}

/**
 * The credentials for what a token request asks for. A config.json below `config/` in the builder store's directory
 * that is made for this registry, repository and actions is used in place of the main one.
 *
 * @param scopes the token request's scopes, e.g. `repository:library/alpine:pull`
 * @throws as {@link resolveCredentials}.
 */
export async function resolveScopedCredentials(
  host: string,
  scopes: readonly string[],
  options: ScopedCredentialOptions = {},
): Promise<RegistryCredentials | undefined> {
  const { env = process.env, configDir = dockerConfigDir(env) } = options;
  const buildxDir = options.buildxDir ?? (env.BUILDX_CONFIG || join(configDir, "buildx"));
  const configs = await listScopedConfigs(join(buildxDir, "config"));
  const chosen = chooseScopedConfig(configs, host === "registry-1.docker.io" ? "docker.io" : host, scopes);
  return resolveCredentials(host, { ...options, env, configDir: chosen?.directory ?? configDir });
}
