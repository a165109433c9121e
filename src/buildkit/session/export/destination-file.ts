import { type FileHandle, open, readlink, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { EarlySync } from "../../../util/early-sync.js";
import { errorCode } from "../../../util/error-code.js";
import { makeDirectory } from "../../../util/make-directory.js";
import { openTemporaryFile, removeLeftovers, type TemporaryFile } from "../../../util/temporary-file.js";

/** A file that is being written. */
export interface DestinationFile {
  readonly handle: FileHandle;
  /** Is told what was written; missing where nothing can be made durable, as in a pipe. */
  readonly sync?: EarlySync;
  /** Makes what was written durable. */
  complete(): Promise<void>;
  /** Closes the file, once it is complete, and gives it its name. */
  commit(): Promise<void>;
  /** Closes the file and removes what was written under a temporary name. Does not reject. */
  discard(): Promise<void>;
}

/**
 * Opens `path` for a whole new content, with the directories above it. A regular file is written beside its final
 * name and renamed over it; what is no regular file, or stands in a directory that takes no new files, is written in
 * place.
 */
export async function openDestination(path: string): Promise<DestinationFile> {
  await makeDirectory(dirname(path), 0o755).catch((error: unknown) => {
    // A file stands where a directory should: opening below it says so better.
    if (errorCode(error) !== "EEXIST") throw error;
  });
  const target = await realpath(path).catch(() => followed(path));
  const existing = await stat(target).catch(() => undefined);
  if (existing !== undefined && !existing.isFile()) return inPlace(await open(target, "w"), false);
  await removeLeftovers(target);
  try {
    const file = await openTemporaryFile(target, 0o666);
    if (existing !== undefined) await file.handle.chmod(existing.mode & 0o7777).catch(() => undefined);
    return beside(file);
  } catch (error) {
    if (existing === undefined || !["EACCES", "EPERM", "EROFS"].includes(errorCode(error) ?? "")) throw error;
    return inPlace(await open(target, "w"), true);
  }
}

/** As many links as the system follows. */
const MOST_LINKS = 40;

/** Where a link leads whose end is not there yet; opening it would create that. */
async function followed(path: string): Promise<string> {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const next = await readlink(at).catch(() => undefined);
    if (next === undefined) return at;
    at = resolve(dirname(at), next);
  }
  return path;
}

function beside({ handle, commit, discard }: TemporaryFile): DestinationFile {
  const sync = new EarlySync(handle.fd);
  return {
    handle,
    sync,
    complete: async () => {
      await sync.settled();
      await handle.sync();
    },
    commit,
    discard: async () => {
      await sync.settled().catch(() => undefined);
      await discard();
    },
  };
}

function inPlace(handle: FileHandle, isRegular: boolean): DestinationFile {
  return {
    handle,
    complete: async () => {
      if (isRegular) await handle.sync();
    },
    commit: () => handle.close(),
    discard: () => handle.close().catch(() => undefined),
  };
}
