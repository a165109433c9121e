export type { RegistryCredentials } from "../oci/registry/auth/registry-credentials.js";
export { type ConnectEngineOptions, connectEngine } from "./connect-engine.js";
export type * from "./contract/engine.js";
export { type CredentialOptions, resolveCredentials } from "./credentials/resolve-credentials.js";
export {
  resolveScopedCredentials,
  type ScopedCredentialOptions,
} from "./credentials/resolve-scoped-credentials.js";
export { type CurrentContext, currentContext } from "./endpoint/current-context.js";
export {
  type AuthEntry,
  type ConfigWarning,
  type DockerConfig,
  dockerConfigDir,
  type Env,
  loadDockerConfig,
  type ProxyEntry,
} from "./endpoint/docker-config.js";
export type { DockerFlags } from "./endpoint/docker-flags.js";
export type { EndpointOptions } from "./endpoint/endpoint-options.js";
export { type DockerContext, listDockerContexts } from "./endpoint/list-docker-contexts.js";
export { defaultHost, type HostAddress, type ParsedHost, parseHost } from "./endpoint/parse-host.js";
export type { JsonObject } from "./endpoint/read-json-file.js";
export { endpointKey, type ResolvedEndpoint, resolveEndpoint } from "./endpoint/resolve-endpoint.js";
export type { TlsMaterial } from "./endpoint/tls-material.js";
