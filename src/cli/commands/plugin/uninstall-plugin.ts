import { rename, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { type InstallRecord, ioError, isMissing, PLUGIN_FILE, readLauncher } from "./launcher.js";

/**
 * Takes the launcher away, puts back what was there before it, and removes the directories that were made for it if
 * they are empty. A `docker-buildx` that Slipway did not write is left alone. Gives what to tell the user.
 *
 * @param directory docker's directory of the user's plugins
 * @throws SlipwayError `io-error`, `corrupt-state`.
 */
export async function uninstallPlugin(directory: string): Promise<string> {
  const path = join(directory, PLUGIN_FILE);
  const record = await readLauncher(path);
  if (record === "missing") return `Slipway is not installed as ${path}; nothing was changed.`;
  if (record === "foreign") return `${path} is not Slipway's; nothing was changed.`;
  if (record.saved !== undefined && (await restore(join(directory, record.saved), path))) {
    return `${path} is again what it was before Slipway.`;
  }
  await remove(path, record);
  const lost = record.saved === undefined ? "" : ` What was there before, ${record.saved}, is gone.`;
  return `Slipway is no longer installed as ${path}.${lost}`;
}

/** False when what was saved is not there any more. */
async function restore(saved: string, path: string): Promise<boolean> {
  try {
    await rename(saved, path);
    return true;
  } catch (reason) {
    if (isMissing(reason)) return false;
    throw ioError("restore", path, reason);
  }
}

async function remove(path: string, record: InstallRecord): Promise<void> {
  try {
    await unlink(path);
  } catch (reason) {
    throw ioError("remove", path, reason);
  }
  for (const directory of record.created.toReversed()) {
    try {
      await rmdir(directory);
    } catch {
      // Something else has moved in.
      return;
    }
  }
}
