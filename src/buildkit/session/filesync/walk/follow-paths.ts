import { posix } from "node:path";
import { fileSystem, withSlashes } from "../../../../util/file-system.js";
import { cleanPath, compileGlob, hasWildcard } from "../patterns/index.js";
import type { FileTree } from "../tree/file-tree.js";
import { GoMode } from "../tree/go-mode.js";
import { sortByBytes } from "./name-order.js";

const windows = fileSystem.backslashSeparates;

/**
 * Resolves the paths that a Dockerfile copies from into include patterns: every symlink on the way, and what it points
 * to, must be sent for the copy to work. Absolute targets start at the tree's root; wildcards match directory listings.
 *
 * @returns Sorted patterns; undefined when the whole tree is wanted.
 */
export function followPaths(tree: FileTree, paths: readonly string[]): string[] | undefined {
  return drain(followInTurns(tree, paths));
}

/** As {@link followPaths}, with a break between every few names it looks at, in which other work may have its turn. */
export function* followInTurns(
  tree: FileTree,
  paths: readonly string[],
): Generator<void, string[] | undefined> {
  const follower = new Follower(tree);
  for (const path of paths) yield* follower.follow(path);
  return withoutCovered(sortByBytes([...follower.resolved]));
}

/** Include patterns of a transfer with follow paths; undefined turns include filtering off. */
export function includesWithFollowed(
  tree: FileTree,
  includes: readonly string[],
  paths: readonly string[],
): readonly string[] | undefined {
  return drain(includesInTurns(tree, includes, paths));
}

/** As {@link includesWithFollowed}, with breaks. */
export function* includesInTurns(
  tree: FileTree,
  includes: readonly string[],
  paths: readonly string[],
): Generator<void, readonly string[] | undefined> {
  if (paths.length === 0) return includes;
  const followed = yield* followInTurns(tree, paths);
  return followed === undefined ? undefined : withoutCovered([...includes, ...followed]);
}

function drain<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Names that are looked at between two breaks. */
const namesAtOnce = 256;

class Follower {
  readonly resolved = new Set<string>();
  readonly #tree: FileTree;
  /** Names of the directory that was listed last: one COPY names many files of one directory. */
  #listed: { readonly directory: string; readonly names: readonly string[] } | undefined;

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  /** Chains of symlinks may be long, so what is still to be followed is on a stack of our own. */
  *follow(start: string): Generator<void, void> {
    const stack = [start];
    for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
      yield;
      for (const target of (yield* this.#resolve(path)).reverse()) stack.push(target);
    }
  }

  /** Walks down to the first symlink, which is resolved as is the path's end, and returns where it leads. */
  *#resolve(path: string): Generator<void, string[]> {
    const parts = withoutDrive(path).split("/");
    if (parts.length > 1 && parts.at(-1) === "") parts.pop();
    const rest = (from: number) => parts.slice(from).join("/");
    let current = ".";
    for (const [at, part] of parts.entries()) {
      current = posix.join(current, part);
      if (current === ".." || current.startsWith("../")) {
        this.resolved.add(cleanPath(posix.join(current, rest(at + 1))));
        return [];
      }
      const targets = yield* this.#symlinkTargets(current);
      if (targets === undefined && at + 1 < parts.length) continue;
      if (this.resolved.has(current)) return [];
      this.resolved.add(current);
      return (targets ?? []).map((target) => posix.join(target, rest(at + 1)));
    }
    return [];
  }

  /** Rooted targets of the symlink, or of all symlinks a wildcard matches; undefined when there is none. */
  *#symlinkTargets(path: string): Generator<void, string[] | undefined> {
    const base = posix.basename(path);
    if (!hasWildcard(base, windows)) {
      const target = this.#symlinkTarget(path);
      return target === undefined ? undefined : [target];
    }
    const directory = posix.dirname(path);
    const glob = compileGlob(base, windows);
    if (glob === undefined) return undefined;
    const targets: string[] = [];
    for (const [number, name] of this.#names(directory).entries()) {
      if (number % namesAtOnce === namesAtOnce - 1) yield;
      const target = glob.test(name) ? this.#symlinkTarget(posix.join(directory, name)) : undefined;
      if (target !== undefined) targets.push(target);
    }
    return targets.length === 0 ? undefined : targets;
  }

  #symlinkTarget(path: string): string | undefined {
    if (path === ".") return undefined;
    const stat = this.#tree.entry(path)?.stat;
    if (stat === undefined || (stat.mode & GoMode.symlink) === 0) return undefined;
    const target = cleanPath(stat.linkname);
    return target.startsWith("/") ? target : posix.join("/", posix.dirname(path), target);
  }

  #names(directory: string): readonly string[] {
    if (this.#listed?.directory !== directory) {
      const names = sortByBytes(this.#tree.list(directory === "." ? "" : directory) ?? []);
      this.#listed = { directory, names };
    }
    return this.#listed.names;
  }
}

function withoutDrive(path: string): string {
  return windows ? withSlashes(path).replace(/^[A-Za-z]:(?=\/)/, "") : path;
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
