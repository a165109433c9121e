import { realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { isError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { systemErrorText } from "../../util/system-error-text.js";
import { definitionError } from "../attributes/definition-error.js";

/** A path through all symbolic links: the part of it that exists, and what comes after that. */
interface RealPath {
  readonly existing: string;
  readonly rest: string;
}

function realPath(cwd: string, path: string): RealPath {
  const absolute = resolvePath(cwd, path);
  for (let existing = absolute; ; existing = dirname(existing)) {
    try {
      return { existing: realpathSync(existing), rest: relative(existing, absolute) };
    } catch (error) {
      const code = isError(error) && "code" in error ? error.code : undefined;
      if (code === "ENOENT" && dirname(existing) !== existing) continue;
      const reason = isError(error) ? systemErrorText(error) : String(error);
      throw definitionError(`failed to evaluate path "${path}": ${reason}`, error);
    }
  }
}

/**
 * Which of the paths a build uses are not covered by those it may use; of paths in each other the outermost.
 *
 * @throws SlipwayError `invalid-argument` for a path that cannot be looked at.
 */
export function uncoveredPaths(cwd: string, wanted: readonly string[], allowed: readonly string[]): string[] {
  if (allowed.includes("*")) return [];
  const covers = allowed.map((path) => {
    const { existing, rest } = realPath(cwd, path);
    return join(existing, rest);
  });
  const paths = new Set(wanted.map((path) => realPath(cwd, path).existing));
  const outermost = [...paths].filter(
    (path) => ![...paths].some((other) => other !== path && isBelow(path, other)),
  );
  return outermost.filter((path) => !covers.some((cover) => path === cover || isBelow(path, cover))).sort();
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
