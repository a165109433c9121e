import { createHash, randomInt } from "node:crypto";
import { SlipwayError } from "../../../../errors/index.js";
import { cleanPath } from "../patterns/index.js";
import type { FileContent, FileTree, TreeEntry } from "./file-tree.js";
import { GoMode } from "./go-mode.js";

/** A file of a {@link MemoryTree}. */
export interface MemoryFile {
  /** Text is encoded as UTF-8. A function is called once per request for the content. */
  readonly content: string | Uint8Array | (() => Iterable<Uint8Array> | AsyncIterable<Uint8Array>);
  /** Bytes; needed when `content` is a function, else taken from it. */
  readonly size?: number;
  /** Unix permission bits. Default 0o644. */
  readonly mode?: number;
  /** Default: the first second of 1970, so that equal content makes equal images. */
  readonly mtime?: Date;
  readonly symlink?: never;
}

/** A symlink of a {@link MemoryTree}. */
export interface MemorySymlink {
  /** Where it points. */
  readonly symlink: string;
  /** Default: the first second of 1970. */
  readonly mtime?: Date;
  readonly content?: never;
}

/** What a {@link MemoryTree} is made from; a bare string or bytes is a file with the defaults. */
export type MemoryEntry = string | Uint8Array | MemoryFile | MemorySymlink;

/** Files made by code as a {@link FileTree}. Parent directories come into being by themselves, mode 0755. */
export class MemoryTree implements FileTree {
  readonly name: string;
  readonly #entries = new Map<string, TreeEntry>();
  readonly #contents = new Map<string, FileContent>();
  readonly #children = new Map<string, string[]>([["", []]]);

  /**
   * @param files Entries by slash-separated path relative to the root.
   * @throws SlipwayError `invalid-argument` for a path outside the root or one that is both file and directory.
   */
  constructor(files: Iterable<readonly [path: string, entry: MemoryEntry]>, name = "memory") {
    this.name = name;
    for (const [path, entry] of files) this.#add(checkedPath(path), entry);
  }

  list(directory: string): string[] | undefined {
    return this.#children.get(directory)?.slice();
  }

  entry(path: string): TreeEntry | undefined {
    const entry = this.#entries.get(path);
    return entry && { ...entry, stat: { ...entry.stat } };
  }

  content(path: string): FileContent {
    const content = this.#contents.get(path);
    if (content === undefined) throw new SlipwayError("not-found", `no file ${path} in ${this.name}`);
    return content;
  }

  #add(path: string, entry: MemoryEntry): void {
    if (this.#entries.has(path)) throw new SlipwayError("invalid-argument", `path ${path} is given twice`);
    this.#link(path);
    if (isSymlink(entry)) {
      const size = Buffer.byteLength(entry.symlink);
      this.#put(path, GoMode.symlink | 0o777, size, modTime(entry.mtime), entry.symlink);
      return;
    }
    const file: MemoryFile =
      typeof entry === "string" || entry instanceof Uint8Array ? { content: entry } : entry;
    const { content } = file;
    if (typeof content === "function") {
      if (file.size === undefined) throw new SlipwayError("invalid-argument", `size of ${path} is not given`);
      this.#put(path, file.mode ?? 0o644, file.size, modTime(file.mtime, unknownContent()), "");
      this.#contents.set(path, { kind: "chunks", open: content });
      return;
    }
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    this.#put(path, file.mode ?? 0o644, bytes.length, modTime(file.mtime, contentMark(bytes)), "");
    this.#contents.set(path, { kind: "chunks", open: () => [bytes] });
  }

  /** Enters the path into its parent's listing, creating parents as needed. */
  #link(path: string): void {
    const slash = path.lastIndexOf("/");
    const parent = slash === -1 ? "" : path.slice(0, slash);
    let siblings = this.#children.get(parent);
    if (siblings === undefined) {
      if (this.#entries.has(parent)) {
        throw new SlipwayError("invalid-argument", `path ${parent} is both a file and a directory`);
      }
      this.#link(parent);
      this.#put(parent, GoMode.directory + 0o755, 0, 0n, "");
      siblings = [];
      this.#children.set(parent, siblings);
    }
    siblings.push(path.slice(slash + 1));
  }

  #put(path: string, mode: number, size: number, modTime: bigint, linkname: string): void {
    const stat = { path, mode, uid: 0, gid: 0, size, modTime, linkname, devMajor: 0, devMinor: 0 };
    this.#entries.set(path, { stat });
  }
}

/** Nanoseconds since 1970; `otherwise` when the caller gave none. */
function modTime(given: Date | undefined, otherwise = 0): bigint {
  return given === undefined ? BigInt(otherwise) : BigInt(given.getTime()) * 1_000_000n;
}

/**
 * BuildKit keeps a file of an earlier build whose size and time are the same, and asks for its content no more. So the
 * content marks the time, in a part of the second that images do not have.
 */
function contentMark(bytes: Uint8Array): number {
  return createHash("sha256").update(bytes).digest().readUInt32BE() % second;
}

function unknownContent(): number {
  return randomInt(second);
}

/** In nanoseconds. */
const second = 1_000_000_000;

function isSymlink(entry: MemoryEntry): entry is MemorySymlink {
  return typeof entry === "object" && "symlink" in entry;
}

function checkedPath(path: string): string {
  const clean = cleanPath(path);
  if (
    clean === "." ||
    clean === ".." ||
    clean.startsWith("../") ||
    clean.startsWith("/") ||
    clean.includes("\0")
  ) {
    throw new SlipwayError("invalid-argument", `path ${JSON.stringify(path)} is not below the root`);
  }
  return clean;
}
