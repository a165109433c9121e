import { isAbsolute, resolve } from "node:path";
import { SlipwayError } from "../errors/index.js";

/** The process's working directory; empty when it has been deleted, which concerns relative paths only. */
export function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return "";
  }
}

/**
 * The absolute form of a path.
 *
 * @param cwd what a relative path starts from, as {@link currentDirectory} gives it
 * @throws SlipwayError `not-found` for a relative path when the working directory has been deleted
 */
export function resolvePath(cwd: string, path: string): string {
  if (cwd !== "" || isAbsolute(path)) return resolve(cwd, path);
  throw new SlipwayError("not-found", `cannot find ${path || "."}: the working directory has been deleted`, {
    hint: "change to a directory that exists, or give absolute paths",
    details: { path },
  });
}
