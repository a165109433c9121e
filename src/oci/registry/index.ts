export type { LookUpLogin, RegistryLogin } from "./auth/registry-login.js";
export type { TlsSettings } from "./http/proxied-fetch.js";
export {
  type RegistryCallOptions,
  RegistryClient,
  type RegistryClientOptions,
  type RegistryManifest,
} from "./registry-client.js";
