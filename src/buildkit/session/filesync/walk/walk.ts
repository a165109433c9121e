import type { FileStat } from "../tree/file-stat.js";
import type { FileTree, Inode, TreeEntry } from "../tree/file-tree.js";
import { isDirectoryMode } from "../tree/go-mode.js";
import { sortByBytes } from "./name-order.js";
import type { DirectoryState, WalkFilter } from "./walk-filter.js";

/** What becomes of an entry that a {@link MapStat} function was shown. */
export type MapDecision = "keep" | "drop" | "drop-tree";

/** May change an entry's metadata before it is sent, and decides whether it is sent at all. */
export type MapStat = (stat: FileStat) => MapDecision;

/** The map of build contexts: files belong to root whoever sends them. */
export const ownedByRoot: MapStat = (stat) => {
  stat.uid = 0;
  stat.gid = 0;
  return "keep";
};

interface Directory {
  readonly prefix: string;
  readonly names: string[];
  next: number;
  readonly state: DirectoryState | undefined;
  /** Set while the directory has been entered but not sent. */
  unsent: TreeEntry | undefined;
  /** The map hook refused the directory itself after something in it was kept. */
  refused: boolean;
}

/**
 * Lists what is to be sent, in the protocol's order: a directory before its content, siblings by the bytes of their
 * names. Directories that only lead to a kept entry come right before it. Entries that vanish meanwhile are left out.
 *
 * @throws SlipwayError `io-error` naming a directory or file that cannot be read, unless it is filtered out anyway.
 */
export function* walk(tree: FileTree, filter: WalkFilter, map?: MapStat): Generator<FileStat, void> {
  for (const stat of walkInTurns(tree, filter, map, () => false)) if (stat !== undefined) yield stat;
}

/** Entries of which nothing is sent between two looks at the clock. */
const skippedAtOnce = 16;

/**
 * As {@link walk}, and gives undefined where it has found nothing to send for so long that other work should have its
 * turn: a filter may leave out hundreds of thousands of files in a row.
 *
 * @param isOver Whether it is time for that; asked often.
 */
export function* walkInTurns(
  tree: FileTree,
  filter: WalkFilter,
  map: MapStat | undefined,
  isOver: () => boolean,
): Generator<FileStat | undefined, void> {
  let skipped = 0;
  /** False while every directory on the way has been sent. */
  let leading = false;
  const links = new Map<Inode, string>();
  const stack = [openDirectory("", sortByBytes(tree.list("") ?? []), undefined, undefined)];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const name = top.names[top.next++];
    if (name === undefined || top.refused) {
      stack.pop();
      continue;
    }
    if (++skipped % skippedAtOnce === 0 && isOver()) yield undefined;
    const path = top.prefix + name;
    const { keep, descend, state } = filter.decide(path, top.state);
    if (!keep && !descend) continue;
    const entry = tree.entry(path);
    if (entry === undefined) continue;
    const directory = isDirectoryMode(entry.stat.mode);
    if (!keep && !directory) continue;
    const decision = keep && map ? map(entry.stat) : "keep";
    if (decision === "drop-tree") {
      if (!directory) top.next = top.names.length;
      continue;
    }
    const names = directory && descend ? listDirectory(tree, path, keep) : undefined;
    if (directory && names === undefined && descend) continue;
    const send = keep && decision === "keep";
    if (send) {
      if (leading && !(yield* unsentParents(stack, map))) continue;
      leading = false;
      skipped = 0;
      yield withHardLink(entry, links);
    }
    if (names === undefined) continue;
    stack.push(openDirectory(`${path}/`, names, state, send ? undefined : entry));
    leading ||= !send;
  }
}

function openDirectory(
  prefix: string,
  names: string[],
  state: DirectoryState | undefined,
  unsent: TreeEntry | undefined,
): Directory {
  return { prefix, names, next: 0, state, unsent, refused: false };
}

/** Sorted names; undefined when the directory vanished. A directory that is not itself kept may be unreadable. */
function listDirectory(tree: FileTree, path: string, kept: boolean): string[] | undefined {
  try {
    const names = tree.list(path);
    return names && sortByBytes(names);
  } catch (error) {
    if (kept) throw error;
    return undefined;
  }
}

/** Sends the directories that were entered but not sent; false when the map hook refuses one with all it holds. */
function* unsentParents(stack: readonly Directory[], map: MapStat | undefined): Generator<FileStat, boolean> {
  for (const directory of stack) {
    const entry = directory.unsent;
    if (entry === undefined) continue;
    if (map?.(entry.stat) === "drop-tree") {
      for (const below of stack.slice(stack.indexOf(directory))) below.refused = true;
      return false;
    }
    directory.unsent = undefined;
    yield entry.stat;
  }
  return true;
}

/** Turns every occurrence of a file after its first sent one into a link to that. */
function withHardLink({ stat, inode }: TreeEntry, links: Map<Inode, string>): FileStat {
  if (inode === undefined) return stat;
  const first = links.get(inode);
  if (first === undefined) links.set(inode, stat.path);
  else {
    stat.linkname = first;
    stat.size = 0;
  }
  return stat;
}
