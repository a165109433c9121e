import type { FileStat } from "./file-stat.js";

/** Content of a plain file: a file on disk (read straight into the send buffer), or chunks made by code. */
export type FileContent =
  | { readonly kind: "file"; readonly path: string }
  | {
      readonly kind: "chunks";
      /** Begins to read the content, from its start each time. */
      open(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
    };

/** Tells files of one tree apart: a number where it can be one, since a list of them is looked through for each file. */
export type Inode = number | bigint;

/** An entry of a tree, and what tells that two entries are the same file. */
export interface TreeEntry {
  readonly stat: FileStat;
  /** Equal for all hard links of one file; undefined for a file with one name. */
  readonly inode?: Inode | undefined;
}

/**
 * A tree of files that can be sent to BuildKit. Calls are synchronous because the sender asks for tens of thousands of
 * entries and yields to the event loop between slices itself. Paths are slash separated and relative; `""` is the root.
 */
export interface FileTree {
  /** How errors name the tree, e.g. the directory given by the user. */
  readonly name: string;
  /** Names in a directory in any order; undefined when it is gone or is no directory. Throws when unreadable. */
  list(directory: string): string[] | undefined;
  /** The entry itself, symlinks not followed; undefined when it is gone. Throws when it cannot be looked at. */
  entry(path: string): TreeEntry | undefined;
  /** The content of a plain file. */
  content(path: string): FileContent;
}
