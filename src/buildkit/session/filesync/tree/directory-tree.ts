import { type BigIntStats, constants, lstatSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../../../util/error-code.js";
import type { ExtendedAttributes } from "../../../../util/extended-attributes.js";
import { fileError } from "../../../../util/file-error.js";
import { fileSystem, withSlashes } from "../../../../util/file-system.js";
import { decodeName, systemPath } from "./byte-names.js";
import type { FileStat } from "./file-stat.js";
import type { FileContent, FileTree, Inode, TreeEntry } from "./file-tree.js";
import { GoMode, goModeFromUnix } from "./go-mode.js";

const largestNumber = BigInt(Number.MAX_SAFE_INTEGER);
const lstatOptions = { bigint: true, throwIfNoEntry: false } as const;

/** A directory on disk as a {@link FileTree}. */
export class DirectoryTree implements FileTree {
  readonly name: string;
  readonly #root: string;
  readonly #attributes: ExtendedAttributes | undefined;
  /** Device of the first file with several names. */
  #device: bigint | undefined;

  /**
   * @param root The directory; symlinks in it are resolved once, now.
   * @param attributes reads the extended attributes of entries; without it they have none
   * @throws SlipwayError `io-error` when it is no readable directory.
   */
  constructor(root: string, attributes?: ExtendedAttributes) {
    this.name = root;
    this.#attributes = attributes;
    try {
      this.#root = resolveLinks(root);
      // A slash at the end makes the system refuse anything but a directory.
      lstatSync(`${this.#root}/`);
    } catch (cause) {
      throw fileError("cannot open directory", root, cause);
    }
  }

  list(directory: string): string[] | undefined {
    try {
      return listNames(this.#absolute(directory));
    } catch (cause) {
      if (isGone(cause)) return undefined;
      throw fileError("cannot read directory", join(this.name, directory), cause);
    }
  }

  entry(path: string): TreeEntry | undefined {
    const absolute = systemPath(this.#absolute(path));
    try {
      const stats = lstatSync(absolute, lstatOptions);
      if (stats === undefined) return undefined;
      const mode = sentMode(Number(stats.mode));
      const linkname = mode & GoMode.symlink ? readLink(absolute) : "";
      const stat = toFileStat(path, mode, linkname, stats);
      const xattrs = this.#attributesOf(absolute);
      if (xattrs !== undefined) stat.xattrs = xattrs;
      return { stat, inode: this.#inodeOf(stats) };
    } catch (cause) {
      if (isGone(cause)) return undefined;
      throw fileError("cannot read", join(this.name, path), cause);
    }
  }

  content(path: string): FileContent {
    return { kind: "file", path: this.#absolute(path) };
  }

  /** What macOS notes for itself (`com.apple.*`) is not sent. A name that is no UTF-8 cannot be asked for. */
  #attributesOf(absolute: string | Buffer): FileStat["xattrs"] {
    const found = typeof absolute === "string" ? this.#attributes?.read(absolute) : undefined;
    if (found === undefined) return undefined;
    const sent = [...found].filter(([name]) => !name.startsWith("com.apple."));
    return sent.length === 0 ? undefined : new Map(sent);
  }

  /** Of a plain file with several names. Most trees are on one device, where the number alone will do. */
  #inodeOf({ nlink, mode, dev, ino }: BigIntStats): Inode | undefined {
    if (nlink <= 1n || (Number(mode) & constants.S_IFMT) !== constants.S_IFREG) return undefined;
    this.#device ??= dev;
    return dev === this.#device && ino <= largestNumber ? Number(ino) : (dev << 64n) | ino;
  }

  #absolute(path: string): string {
    return path === "" ? this.#root : `${this.#root}/${path}`;
  }
}

/** The system's own call takes one step, Node's a look at each directory; on Windows it would see through drive letters. */
const resolveLinks = fileSystem.backslashSeparates ? realpathSync : realpathSync.native;

function toFileStat(path: string, mode: number, linkname: string, stats: BigIntStats): FileStat {
  const device = (mode & GoMode.device) !== 0;
  const rdev = device ? Number(stats.rdev) : 0;
  return {
    path,
    mode,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    size: mode >= GoMode.directory ? 0 : Number(stats.size),
    modTime: stats.mtimeNs,
    linkname,
    devMajor: (rdev >> 8) & 0xfff,
    devMinor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00),
  };
}

/** A socket is sent as a plain, empty file, and Windows has no permission bits to send: all may be run there. */
export function sentMode(unixMode: number, { hasPermissions } = fileSystem): number {
  const mode = goModeFromUnix(unixMode) & ~GoMode.socket;
  if (hasPermissions) return mode >>> 0;
  return ((mode & ~GoMode.permissions) | (((mode & GoMode.permissions) | 0o111) & 0o755)) >>> 0;
}

function listNames(directory: string): string[] {
  const names = readdirSync(systemPath(directory));
  if (!names.some((name) => name.includes("\ufffd"))) return names;
  return readdirSync(systemPath(directory), "buffer").map(decodeName);
}

function readLink(path: string | Buffer): string {
  return withSlashes(decodeName(readlinkSync(path, "buffer")));
}

/** True for errors that mean the entry went away, or changed its kind, since its directory was listed. */
export function isGone(cause: unknown): boolean {
  const code = errorCode(cause);
  return code === "ENOENT" || code === "ENOTDIR";
}
