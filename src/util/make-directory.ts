import { mkdirSync, statSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "./error-code.js";

/**
 * Makes a directory with the parents it lacks; one that is there is left as it is. Node's own recursive mkdir never ends
 * where the system answers ENOENT below a directory that exists, as in `/proc` and on automounted places.
 *
 * @param mode of every directory that is made, less what the umask takes
 * @returns what was made, outermost first
 * @throws The system's error.
 */
export async function makeDirectory(path: string, mode = 0o777): Promise<readonly string[]> {
  try {
    return (await makeOne(path, mode)) ? [path] : [];
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== "ENOENT" || parent === path) throw error;
    const made = await makeDirectory(parent, mode);
    // What is missing below a parent that is there cannot be made: the system's answer stands.
    return (await makeOne(path, mode)) ? [...made, path] : made;
  }
}

/** {@link makeDirectory} for where nothing may happen in between. */
export function makeDirectorySync(path: string, mode = 0o777): void {
  try {
    makeOneSync(path, mode);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== "ENOENT" || parent === path) throw error;
    makeDirectorySync(parent, mode);
    makeOneSync(path, mode);
  }
}

/** False when it is there already. Whatever mkdir says of a directory that is there, it is there. */
async function makeOne(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw error;
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isThere) return false;
    throw error;
  }
}

function makeOneSync(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw error;
    if (!isDirectory(path)) throw error;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
