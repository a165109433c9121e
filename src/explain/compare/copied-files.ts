import type { StepRead } from "../../build/notes/build-note.js";
import type { ListedFile, Listing } from "../../build/notes/listing.js";
import { compileGlob, PatternMatcher } from "../../buildkit/session/index.js";

/** What a step reads of a context. */
export interface CopiedFiles {
  readonly files: ReadonlyMap<string, ListedFile>;
  /** It may read more than these: links lead elsewhere, or patterns can be taken in two ways. */
  readonly isUnsure: boolean;
}

/** Go's bit of symbolic links. */
const symlink = 0x08000000;

/** The entries of a list that a step reads, with all that is below them. */
export function copiedFiles(read: StepRead, listing: Listing): CopiedFiles {
  const path = clean(read.path);
  const isRoot = rootTest(path, read.wildcard);
  const files = new Map<string, ListedFile>();
  let isUnsure = leadsElsewhere(path, listing);
  const roots = new Map<string, string | undefined>();
  const filter = patternFilter(read);
  for (const [name, file] of listing) {
    const parent = name.slice(0, Math.max(0, name.lastIndexOf("/")));
    const root = path === "" ? "" : (roots.get(parent) ?? (isRoot(name) ? name : undefined));
    roots.set(name, root);
    if (root === undefined) continue;
    const verdict = filter(name, root);
    if (verdict === "unsure") isUnsure = true;
    if (verdict === "taken") files.set(name, file);
    if (name === root && (file.mode & symlink) !== 0) isUnsure = true;
  }
  return { files, isUnsure };
}

function clean(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

function rootTest(path: string, wildcard: boolean): (name: string) => boolean {
  const glob = wildcard && /[*?[\\]/.test(path) ? compileGlob(path, false) : undefined;
  return glob === undefined ? (name) => name === path : (name) => glob.test(name);
}

/** Whether a directory on the way to the path is a link. */
function leadsElsewhere(path: string, listing: Listing): boolean {
  const parts = path.split("/");
  return parts.some(
    (_, index) => ((listing.get(parts.slice(0, index).join("/"))?.mode ?? 0) & symlink) !== 0,
  );
}

/** Patterns count from the directory that is copied, or from the context: where that matters it cannot be told. */
function patternFilter({
  includes,
  excludes,
}: StepRead): (name: string, root: string) => "taken" | "left" | "unsure" {
  if (includes.length === 0 && excludes.length === 0) return () => "taken";
  const included = includes.length === 0 ? undefined : new PatternMatcher(includes);
  const excluded = new PatternMatcher(excludes);
  const takes = (path: string) =>
    (included === undefined || included.matches(path)) && (excludes.length === 0 || !excluded.matches(path));
  return (name, root) => {
    const below = root === "" ? name : name.slice(root.length + 1) || name.slice(name.lastIndexOf("/") + 1);
    const both = [takes(name), takes(below)];
    if (both[0] === both[1]) return both[0] ? "taken" : "left";
    return "unsure";
  };
}
