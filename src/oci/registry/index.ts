export type { LookUpCredentials, RegistryCredentials } from "./auth/registry-credentials.js";
export type { OpenBlob } from "./blobs/upload-blob.js";
export type { TlsSettings } from "./http/proxied-fetch.js";
export { referrersTag } from "./manifests/list-referrers.js";
export type { RegistryManifest } from "./manifests/manifest-types.js";
export type { PutManifestResult } from "./manifests/put-manifest.js";
export {
  type RegistryCallOptions,
  RegistryClient,
  type RegistryClientOptions,
  type RegistryMirror,
} from "./registry-client.js";
