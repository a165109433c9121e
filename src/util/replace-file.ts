import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

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
  const temporary = join(dirname(path), `.tmp-${basename(path)}${randomBytes(6).toString("hex")}`);
  try {
    const file = await open(temporary, "wx", mode);
    try {
      await file.writeFile(data);
      await prepare?.(file);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
