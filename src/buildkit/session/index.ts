export type { LookUpCredentials } from "../../oci/registry/auth/registry-credentials.js";
export { type AuthServiceOptions, createAuthService } from "./auth/auth-service.js";
export { createBuildKitId } from "./buildkit-id.js";
export { contentNotFound } from "./content/content-errors.js";
export { createContentService } from "./content/content-service.js";
export type {
  ContentInfo,
  ContentIngest,
  ContentReader,
  ContentStore,
  ContentWriter,
  IngestStatus,
} from "./content/content-store.js";
export { createLayoutStore } from "./content/layout-store.js";
export type { LayoutWatch } from "./content/layout-watch.js";
export { readFully } from "./content/read-fully.js";
export { createFileSend, type FileSend } from "./export/file-send-service.js";
export type {
  DirectoryMode,
  ExportMetadata,
  ReceiveDirectory,
  SessionExport,
} from "./export/session-export.js";
export * from "./filesync/index.js";
export {
  checkSecretSources,
  createSecretsService,
  maxSecretSize,
  type SecretSource,
} from "./secrets/secrets-service.js";
export { createSession, type Session, type SessionOptions, sessionSharedKey } from "./session.js";
export type { SshAgentConfig } from "./ssh/ssh-agents.js";
export { createSshService } from "./ssh/ssh-service.js";
export { createUploads, type Uploads } from "./upload/upload-service.js";
