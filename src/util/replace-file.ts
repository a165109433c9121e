import type { FileHandle } from "node:fs/promises";
import { openTemporaryFile } from "./temporary-file.js";

/** How {@link replaceFile} writes. */
export interface ReplaceFileOptions {
  /** Permissions of the new file, less what the umask takes. Default 0o644. */
  readonly mode?: number;
  /** Flush it to the disk first, so that a crash of the machine leaves the old file or the new one. Default false. */
  readonly durable?: boolean;
  /** Called with the new file once it is written and nobody knows its name yet: for permissions and owners. */
  readonly prepare?: (file: FileHandle) => Promise<void>;
}

/**
 * Replaces a file in one step, so that no reader sees half of it: written beside it and renamed over it. What fails
 * leaves nothing behind. A link at `path` is replaced, not followed. Throws the system's error.
 */
export async function replaceFile(
  path: string,
  data: string | Uint8Array,
  { mode = 0o644, durable = false, prepare }: ReplaceFileOptions = {},
): Promise<void> {
  const file = await openTemporaryFile(path, mode);
  try {
    await file.handle.writeFile(data);
    await prepare?.(file.handle);
    if (durable) await file.handle.sync();
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
