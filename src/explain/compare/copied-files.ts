import { posix } from "node:path";
import type { StepRead } from "../../build/notes/build-note.js";
import type { ListedFile, Listing } from "../../build/notes/listing.js";
import { compileGlob, type Glob, PatternMatcher } from "../../buildkit/session/index.js";
import { parentOf } from "../../util/parent-of.js";
import { filesBelow } from "./files-below.js";

/** What a step reads of a context. */
export interface CopiedFiles {
  readonly files: ReadonlyMap<string, ListedFile>;
  /** It may read more than these: links lead elsewhere, or patterns can be taken in two ways. */
  readonly isUnsure: boolean;
}

/** Go's bit of symbolic links. */
const symlink = 0x08000000;

/** What makes a path a pattern, a backslash that escapes included. */
const wildcards = /[*?[\\]/;

/** How many entries may still be looked at, each once for every pattern. */
export interface LookBudget {
  left: number;
}

/** The entries of a list that a step reads, with all that is below them; undefined where the budget ends before. */
export function copiedFiles(
  read: StepRead,
  listing: Listing,
  budget: LookBudget = { left: Infinity },
): CopiedFiles | undefined {
  const path = clean(read.path);
  const glob = read.wildcard && wildcards.test(path) ? compileGlob(path, false) : undefined;
  const rootOf = glob === undefined ? () => path : matchingRoots(glob);
  const start =
    glob === undefined ? path : path.slice(0, Math.max(0, path.lastIndexOf("/", path.search(wildcards))));
  const files = new Map<string, ListedFile>();
  let isUnsure = leadsElsewhere(path, listing);
  const filter = patternFilter(read);
  const cost = 1 + read.includes.length + read.excludes.length;
  for (const [name, file] of filesBelow(start, listing)) {
    budget.left -= cost;
    if (budget.left < 0) return undefined;
    const root = rootOf(name);
    if (root === undefined) continue;
    const verdict = filter(name, root);
    if (verdict === "unsure") isUnsure = true;
    if (verdict === "taken") files.set(name, file);
    if (name === root && (file.mode & symlink) !== 0) isUnsure = true;
  }
  return { files, isUnsure };
}

/** Finds what matches, or else what above it did, of paths that come after their directories. */
function matchingRoots(glob: Glob): (name: string) => string | undefined {
  const roots = new Map<string, string>();
  return (name) => {
    const root = roots.get(parentOf(name)) ?? (glob.test(name) ? name : undefined);
    if (root !== undefined) roots.set(name, root);
    return root;
  };
}

function clean(path: string): string {
  return posix.normalize(`/${path}`).replace(/^\/|\/$/g, "");
}

/** Whether a directory on the way to the path is a link. */
function leadsElsewhere(path: string, listing: Listing): boolean {
  for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
    const directory = listing.get(path.slice(0, end));
    // A list has the directories of all that is in it: there is nothing further down.
    if (directory === undefined) return false;
    if ((directory.mode & symlink) !== 0) return true;
  }
  return false;
}

/** Patterns count from the directory that is copied, or from the context: where that matters it cannot be told. */
function patternFilter({
  includes,
  excludes,
}: StepRead): (name: string, root: string) => "taken" | "left" | "unsure" {
  if (includes.length === 0 && excludes.length === 0) return () => "taken";
  const included = includes.length === 0 ? undefined : matcherOf(includes);
  const excluded = matcherOf(excludes);
  // The daemon refuses such patterns: the step fails, and has read nothing.
  if (included === "wrong" || excluded === "wrong") return () => "unsure";
  const takes = (path: string) =>
    (included === undefined || included.matches(path)) && (excludes.length === 0 || !excluded.matches(path));
  return (name, root) => {
    const below = root === "" ? name : name.slice(root.length + 1) || name.slice(name.lastIndexOf("/") + 1);
    const both = [takes(name), takes(below)];
    if (both[0] === both[1]) return both[0] ? "taken" : "left";
    return "unsure";
  };
}

function matcherOf(patterns: readonly string[]): PatternMatcher | "wrong" {
  try {
    // The daemon's paths have no other separators than slashes.
    return new PatternMatcher(patterns, false);
  } catch {
    return "wrong";
  }
}
