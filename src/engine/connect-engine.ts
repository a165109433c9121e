import { SlipwayError, throwIfCanceled, withCaller } from "../errors/index.js";
import {
  called,
  checkOptions,
  environment,
  fields,
  milliseconds,
  signal,
  text,
} from "../util/options/index.js";
import type { Engine } from "./contract/engine.js";
import { registryAuthHeader } from "./credentials/registry-auth-header.js";
import { endpointDial, pluginDial } from "./dial/endpoint-dial.js";
import { dockerEngine } from "./docker-engine.js";
import { engineHeaders } from "./endpoint/custom-headers.js";
import { dockerConfigDir, loadDockerConfig } from "./endpoint/docker-config.js";
import { dockerFlags } from "./endpoint/docker-flags.js";
import type { EndpointOptions } from "./endpoint/endpoint-options.js";
import type { HostAddress } from "./endpoint/parse-host.js";
import { resolveEndpoint } from "./endpoint/resolve-endpoint.js";
import { isVersion } from "./http/api-version.js";
import { EngineHttp } from "./http/engine-http.js";

const CONNECT_TIMEOUT = 30_000;

/** Options of {@link connectEngine}. */
export interface ConnectEngineOptions extends EndpointOptions {
  /** Milliseconds until an engine that cannot be reached is given up. Default 30 000. */
  readonly timeout?: number | undefined;
  /** Calls off looking for the engine; calls on the engine have signals of their own. */
  readonly signal?: AbortSignal | undefined;
}

/** {@link ConnectEngineOptions}, described. */
export const connectEngineOptions = fields<ConnectEngineOptions>({
  env: environment,
  docker: dockerFlags,
  onWarning: called(),
  endpoint: text,
  timeout: milliseconds,
  signal,
});

/**
 * Finds the Docker Engine that the options, the environment or the Docker configuration name. Reads files only; the
 * first call on the engine opens the first connection.
 *
 * @throws SlipwayError as {@link resolveEndpoint}; `canceled`.
 */
export async function connectEngine(options: ConnectEngineOptions = {}): Promise<Engine> {
  return withCaller(connectEngine, () => {
    checkOptions("connectEngine", connectEngineOptions, options);
    return findEngine(options);
  });
}

async function findEngine(options: ConnectEngineOptions): Promise<Engine> {
  const { env = process.env, docker = {}, timeout = CONNECT_TIMEOUT } = options;
  throwIfCanceled(options.signal);
  const configDir = dockerConfigDir(env, docker.config);
  const [resolved, config] = await Promise.all([
    resolveEndpoint(options),
    loadDockerConfig(configDir, options.onWarning),
  ]);
  throwIfCanceled(options.signal);
  const { address, material, ...endpoint } = resolved;
  const viaPlugin = options.endpoint === undefined ? pluginDial(docker, env, endpoint.host) : undefined;
  const http = new EngineHttp({
    dial: viaPlugin ?? endpointDial(resolved, env, timeout),
    host: endpoint.host,
    authority: authorityOf(address),
    headers: engineHeaders(env, config),
    apiVersion: fixedApiVersion(env.DOCKER_API_VERSION),
    timeout,
  });
  return dockerEngine(endpoint, http, (registry) => registryAuthHeader(registry, { env, configDir }));
}

function authorityOf(address: HostAddress): string {
  if (address.kind !== "tcp") return "docker";
  const hostname = address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname;
  return `${hostname}:${address.port}`;
}

function fixedApiVersion(value: string | undefined): string | undefined {
  const version = value?.replace(/^v/, "");
  if (!version) return undefined;
  if (!isVersion(version)) {
    throw new SlipwayError("invalid-argument", `invalid DOCKER_API_VERSION ${JSON.stringify(value)}`, {
      hint: "an API version has the form 1.41",
    });
  }
  return version;
}
