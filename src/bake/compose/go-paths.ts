import { homedir } from "node:os";
import { isAbsolute, join, relative, win32 } from "node:path";

/** Joins paths as Go does: empty parts are passed over, the result has no trailing slash, all empty stays empty. */
export function joinPaths(...parts: readonly string[]): string {
  const given = parts.filter((part) => part !== "");
  if (given.length === 0) return "";
  const joined = join(...given);
  return joined.length > 1 && /[/\\]$/.test(joined) ? joined.replace(/[/\\]+$/, "") || joined : joined;
}

/** A path below a directory, `path` itself where it is absolute. */
export function pathFrom(directory: string, path: string): string {
  return isAbsolute(path) ? path : joinPaths(directory, path);
}

/** How to get from one directory to another; the other itself where only that is absolute. */
export function relativePath(from: string, to: string): string {
  if (isAbsolute(to) && !isAbsolute(from)) return to;
  return relative(from, to) || ".";
}

/** A path of a Compose file, with `~` for the home directory, relative to the directory that its file counts from. */
export function resolvePath(directory: string, path: string): string {
  const expanded = expandHome(path);
  return expanded === "" ? "" : pathFrom(directory, expanded);
}

/** Like {@link resolvePath}, but also leaves absolute paths of Windows alone, and an empty one is the directory. */
export function resolveAnyPath(directory: string, path: string): string {
  const expanded = expandHome(path);
  return isAbsolute(expanded) || win32.isAbsolute(expanded) ? expanded : joinPaths(directory, expanded);
}

function expandHome(path: string): string {
  return path.startsWith("~") ? joinPaths(homedir(), path.slice(1)) : path;
}

const REMOTE_PREFIXES = ["https://", "http://", "git://", "ssh://", "github.com/", "git@"];

/** A build context: a path is resolved, a URL, another kind of context and a service are left alone. */
export function resolveContext(directory: string, context: string): string {
  const named = context.includes("://") || context.startsWith("service:");
  if (named || REMOTE_PREFIXES.some((prefix) => context.startsWith(prefix))) return context;
  return resolvePath(directory, context);
}
