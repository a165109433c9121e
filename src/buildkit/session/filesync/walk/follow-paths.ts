import { posix } from "node:path";
import { cleanPath, compileGlob, hasWildcard } from "../patterns/index.js";
import type { FileTree } from "../tree/file-tree.js";
import { GoMode } from "../tree/go-mode.js";
import { sortByBytes } from "./name-order.js";

const windows = process.platform === "win32";

/**
 * Resolves the paths that a Dockerfile copies from into include patterns: every symlink on the way, and what it points
 * to, must be sent for the copy to work. Absolute targets start at the tree's root; wildcards match directory listings.
 *
 * @returns Sorted patterns; undefined when the whole tree is wanted.
 */
export function followPaths(tree: FileTree, paths: readonly string[]): string[] | undefined {
  const resolved = new Set<string>();
  for (const path of paths) follow(tree, path, resolved);
  return withoutCovered(sortByBytes([...resolved]));
}

/** Include patterns of a transfer with follow paths; undefined turns include filtering off. */
export function includesWithFollowed(
  tree: FileTree,
  includes: readonly string[],
  paths: readonly string[],
): readonly string[] | undefined {
  if (paths.length === 0) return includes;
  const followed = followPaths(tree, paths);
  return followed === undefined ? undefined : withoutCovered([...includes, ...followed]);
}

function follow(tree: FileTree, start: string, resolved: Set<string>): void {
  const parts = withoutDrive(start).split("/");
  let current = ".";
  for (;;) {
    current = posix.join(current, parts.shift() ?? "");
    const rest = parts.join("/");
    const outside = current === ".." || current.startsWith("../");
    const targets = outside ? undefined : symlinkTargets(tree, current, true);
    if (rest !== "" && targets === undefined) continue;
    if (resolved.has(current)) return;
    resolved.add(current);
    for (const target of targets ?? []) follow(tree, posix.join(target, rest), resolved);
    return;
  }
}

function withoutDrive(path: string): string {
  return windows ? path.replaceAll("\\", "/").replace(/^[A-Za-z]:(?=\/)/, "") : path;
}

/** Rooted targets of the symlink, or of all symlinks a wildcard matches; undefined when there is none. */
function symlinkTargets(tree: FileTree, path: string, wildcard: boolean): string[] | undefined {
  const directory = posix.dirname(path);
  const base = posix.basename(path);
  if (wildcard && hasWildcard(base, windows)) {
    const glob = compileGlob(base, windows);
    const names = glob && sortByBytes(tree.list(inTree(directory)) ?? []).filter((name) => glob.test(name));
    const targets = (names ?? []).flatMap(
      (name) => symlinkTargets(tree, posix.join(directory, name), false) ?? [],
    );
    return targets.length === 0 ? undefined : targets;
  }
  if (path === ".") return undefined;
  const stat = tree.entry(path)?.stat;
  if (stat === undefined || (stat.mode & GoMode.symlink) === 0) return undefined;
  const target = cleanPath(stat.linkname);
  return [target.startsWith("/") ? target : posix.join("/", directory, target)];
}

function inTree(path: string): string {
  return path === "." ? "" : path;
}

/** Leaves out paths below the one before; undefined when the root itself is among them. */
function withoutCovered(paths: readonly string[]): string[] | undefined {
  const out: string[] = [];
  for (const path of paths) {
    if (path === ".") return undefined;
    const last = out.at(-1);
    if (last === undefined || !path.startsWith(`${last}/`)) out.push(path);
  }
  return out;
}
