export type { LookUpCredentials, RegistryCredentials } from "./auth/registry-credentials.js";
export type { TlsSettings } from "./http/proxied-fetch.js";
export {
  type RegistryCallOptions,
  RegistryClient,
  type RegistryClientOptions,
  type RegistryManifest,
} from "./registry-client.js";
