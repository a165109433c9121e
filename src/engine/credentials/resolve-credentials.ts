import type { RegistryCredentials } from "../../oci/registry/auth/registry-credentials.js";
import { decodeAuthText } from "../endpoint/auth-text.js";
import { dockerConfigDir, type Env, loadDockerConfig } from "../endpoint/docker-config.js";
import { entryCredentials, findAuthEntry } from "./auth-entry.js";
import { askHelper } from "./credential-helper.js";
import { helperFor } from "./credential-source.js";
import { authFailed, credentialKey, DOCKER_HUB_KEY } from "./credentials.js";
import { environmentAuths } from "./environment-auths.js";

/** Registries of Docker that take Docker Hub's credentials when they have none of their own. */
const HUB_ALIASES = ["dhi.io", "registry.scout.docker.com"];

/** Options of {@link resolveCredentials}. */
export interface CredentialOptions {
  /** Default process.env. Helpers run with it. */
  readonly env?: Env | undefined;
  /** Directory of config.json. Default by the environment. */
  readonly configDir?: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds a credential helper may take. Default 60 000. */
  readonly timeout?: number | undefined;
}

/**
 * The credentials for a registry by the Docker configuration, read anew at each call: DOCKER_AUTH_CONFIG, the
 * registry's credential helper, the credential store, the file's own entries. Undefined when there are none.
 *
 * @param host the registry's host, with its port if it has one
 * @throws SlipwayError `auth-failed`, `timeout` (helper), `invalid-argument` (DOCKER_AUTH_CONFIG).
 */
export async function resolveCredentials(
  host: string,
  options: CredentialOptions = {},
): Promise<RegistryCredentials | undefined> {
  const own = await lookUp(credentialKey(host), options);
  return own ?? (HUB_ALIASES.includes(host) ? lookUp(DOCKER_HUB_KEY, options) : undefined);
}

async function lookUp(key: string, options: CredentialOptions): Promise<RegistryCredentials | undefined> {
  const { env = process.env, configDir = dockerConfigDir(env), signal, timeout } = options;
  const fromEnvironment = environmentAuths(env);
  if (Object.hasOwn(fromEnvironment, key)) {
    const entry = fromEnvironment[key] ?? {};
    if (entry.auth && decodeAuthText(entry.auth) === undefined) {
      throw authFailed(`the entry of DOCKER_AUTH_CONFIG for ${key} is malformed`);
    }
    return entryCredentials(entry);
  }
  const config = await loadDockerConfig(configDir);
  const helper = await helperFor(config, key, env);
  if (helper !== undefined) return askHelper(helper, key, { env, signal, timeout });
  const entry = findAuthEntry(config.auths, key);
  return entry && entryCredentials(entry);
}
