export { type ContentSource, servesContent } from "./content-source.js";
export { createEngineLoad, type EngineLoad, type EngineLoadOptions } from "./engine-load.js";
export { hasContainerdStore } from "./engine-store.js";
export { type ImportOptions, importArchive } from "./import-archive.js";
export { type ArchiveEntry, packArchive } from "./pack-archive.js";
export type { PlatformChoice } from "./platform-images.js";
