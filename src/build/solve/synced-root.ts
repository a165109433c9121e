import type { SyncedDirectory } from "../../buildkit/session/index.js";
import type { ContextDirectory } from "../context/main-context.js";

/** A context's directory as the session serves it. The same directory gives the same root. */
export function syncedRoot(directory: ContextDirectory): SyncedDirectory["root"] {
  return directory.kind === "disk" ? directory.root : directory.tree;
}
