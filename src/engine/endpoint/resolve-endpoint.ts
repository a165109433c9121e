import { SlipwayError } from "../../errors/index.js";
import type { EngineEndpoint } from "../contract/engine.js";
import {
  contextNotFound,
  contextTls,
  DEFAULT_CONTEXT,
  readContext,
  type StoredContext,
} from "./context-store.js";
import { currentContext } from "./current-context.js";
import { dockerConfigDir, type Env } from "./docker-config.js";
import type { EndpointOptions } from "./endpoint-options.js";
import { environmentTls, wantsTls } from "./environment-tls.js";
import { defaultHost, type HostAddress, parseHost } from "./parse-host.js";
import type { TlsMaterial } from "./tls-material.js";

/** An endpoint with all that is needed to connect to it. */
export interface ResolvedEndpoint extends EngineEndpoint {
  readonly address: HostAddress;
  readonly material?: TlsMaterial;
}

/**
 * Finds the engine to talk to, in Docker's order: `endpoint`, else --context, --host, DOCKER_HOST, DOCKER_CONTEXT,
 * currentContext of config.json, else the default socket.
 *
 * @throws SlipwayError `invalid-argument` (contradicting flags, malformed host), `not-found` (unknown context, missing
 * TLS file), `corrupt-state` (malformed meta.json).
 */
export async function resolveEndpoint(options: EndpointOptions = {}): Promise<ResolvedEndpoint> {
  const { env = process.env, docker = {}, endpoint } = options;
  const configDir = dockerConfigDir(env, docker.config);
  if (endpoint === undefined || endpoint === "") {
    const { name, source } = await currentContext(options);
    if (name === DEFAULT_CONTEXT) return defaultEndpoint(options, configDir, source);
    const context = await readContext(configDir, name);
    if (context === undefined) throw contextNotFound(configDir, name);
    return contextEndpoint(configDir, context, source);
  }
  if (endpoint === DEFAULT_CONTEXT) return defaultEndpoint(options, configDir, "option");
  const context = await readContext(configDir, endpoint);
  if (context !== undefined) return contextEndpoint(configDir, context, "option");
  if (!endpoint.includes("://")) throw contextNotFound(configDir, endpoint);
  const { url, address } = parseHost(endpoint);
  return { host: url, context: DEFAULT_CONTEXT, source: "option", tls: false, address };
}

/**
 * The key under which buildx remembers the current builder of an endpoint: the current context's name, or for the
 * default context its host URL.
 */
export async function endpointKey(options: EndpointOptions = {}): Promise<string> {
  const { name } = await currentContext(options);
  return name === DEFAULT_CONTEXT ? defaultContextHost(options) : name;
}

/** Host URL of the `default` context: --host, DOCKER_HOST or the default socket. @throws as {@link parseHost}. */
export function defaultContextHost({ env = process.env, docker = {} }: EndpointOptions = {}): string {
  return parseHost(environmentHost(docker.host, env), wantsTls(docker, env)).url;
}

async function defaultEndpoint(
  { env = process.env, docker = {} }: EndpointOptions,
  configDir: string,
  source: EngineEndpoint["source"],
): Promise<ResolvedEndpoint> {
  const material = await environmentTls(docker, env, configDir);
  const { url, address } = parseHost(environmentHost(docker.host, env), material !== undefined);
  return endpointOf(url, DEFAULT_CONTEXT, source, address, material);
}

async function contextEndpoint(
  configDir: string,
  context: StoredContext,
  source: EngineEndpoint["source"],
): Promise<ResolvedEndpoint> {
  if (context.host === undefined) {
    throw new SlipwayError("not-found", `docker endpoint for ${JSON.stringify(context.name)} not found`, {
      hint: "choose a context that has a docker endpoint",
    });
  }
  const material = await contextTls(configDir, context);
  const { url, address } = parseHost(context.host, material !== undefined);
  return endpointOf(url, context.name, source, address, material);
}

function endpointOf(
  host: string,
  context: string,
  source: EngineEndpoint["source"],
  address: HostAddress,
  material: TlsMaterial | undefined,
): ResolvedEndpoint {
  const tls = address.kind === "tcp" && material !== undefined;
  return { host, context, source, tls, address, ...(tls && { material }) };
}

function environmentHost(flag: string | undefined, env: Env): string {
  return flag || env.DOCKER_HOST || defaultHost();
}
