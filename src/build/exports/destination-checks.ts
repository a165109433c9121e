import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { fileError } from "../../util/file-error.js";

/**
 * True when a directory lies below another once links are followed; what is not there yet lies where the part of its
 * path that is there does.
 */
export function liesBelow(path: string, directory: string): boolean {
  if (directory === "") return false;
  const inner = relative(followed(directory), followed(path));
  return inner !== "" && inner !== ".." && !inner.startsWith(`..${sep}`) && resolve(inner) !== inner;
}

/** The path with links followed as far as it is there. */
function followed(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== "ENOENT" || parent === path) return path;
    return join(followed(parent), basename(path));
  }
}

/**
 * Nobody wants to learn after a long build that its result cannot be written.
 *
 * @param path where a file, or a directory, is to be
 * @throws SlipwayError `io-error` when it, or the directory it is to be made in, cannot be written to.
 */
export function checkWritable(path: string): void {
  const existing = nearestExisting(path);
  const isSpecial = existing.path === path && !existing.isDirectory && !existing.isFile;
  // Of pipes and devices only writing can tell.
  if (isSpecial) return;
  // A file that stands in the way of a directory is told of where it is.
  if (existing.path !== path && !existing.isDirectory) {
    throw new SlipwayError("io-error", `cannot write ${path}: ${existing.path} is not a directory`);
  }
  try {
    accessSync(existing.path, constants.W_OK);
  } catch (error) {
    throw fileError("cannot write", path, error);
  }
}

function nearestExisting(path: string) {
  for (let current = path; ; current = dirname(current)) {
    const found = lookAt(current);
    if (found !== undefined || dirname(current) === current) {
      return { path: current, isDirectory: found?.isDirectory() ?? true, isFile: found?.isFile() ?? false };
    }
  }
}

/** What is at a path; undefined where nothing is, or where nobody may look. */
function lookAt(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
