import { closeSync, fchmodSync, fchownSync, openSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { randomBytes } from "./random-bytes.js";

/** How {@link replaceFileAtOnce} writes. */
export interface ReplaceFileAtOnceOptions {
  /** Permissions of the new file, whatever the umask. */
  readonly mode: number;
  /** Whose the file is to be. Default: whoever runs this. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Replaces a small file in one step as `replaceFile` does, while nothing else happens: a few bytes are written before a
 * thread of Node's could be asked to, and a command that needs none of those threads starts sooner. Not flushed to the
 * disk. Throws the system's error, and leaves nothing behind then.
 */
export function replaceFileAtOnce(
  path: string,
  data: string | Uint8Array,
  { mode, owner }: ReplaceFileAtOnceOptions,
): void {
  const name = `.${basename(path)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  const temporary = join(dirname(path), name);
  const descriptor = openSync(temporary, "wx", mode);
  try {
    try {
      writeFileSync(descriptor, data);
      // The umask may have taken bits that readers rely on.
      fchmodSync(descriptor, mode);
      if (owner !== undefined) fchownSync(descriptor, owner.uid, owner.gid);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}
