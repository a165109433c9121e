export { hasContainerdStore } from "./engine-store.js";
export { type ImportOptions, importArchive } from "./import-archive.js";
