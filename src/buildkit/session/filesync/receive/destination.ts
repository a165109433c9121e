import { randomInt } from "node:crypto";
import {
  chmodSync,
  chownSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  futimesSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { SlipwayError } from "../../../../errors/index.js";
import { errorCode } from "../../../../util/error-code.js";
import type { ExtendedAttributes } from "../../../../util/extended-attributes.js";
import { fileError } from "../../../../util/file-error.js";
import { fileSystem } from "../../../../util/file-system.js";
import { makeDirectorySync } from "../../../../util/make-directory.js";
import { decodeName, systemPath } from "../tree/byte-names.js";
import type { FileStat } from "../tree/file-stat.js";
import { unixPermissions } from "../tree/go-mode.js";
import { toUtimes } from "./file-times.js";
import { makeSpecialFile } from "./special-file.js";

const noFollow = constants.O_NOFOLLOW ?? 0;
const createFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow;
const directoryFlags = constants.O_RDONLY | noFollow | (constants.O_DIRECTORY ?? 0);

/**
 * How many directories were removed below any destination of this process. Node has no openat(), so a directory that
 * was checked may be trusted only until a transfer takes one away: a daemon that runs two transfers at once could have
 * the one put a symlink where the other is about to write.
 */
let removedDirectories = 0;

/** The directory that a transfer writes into. Every change is one synchronous step that checks its parents first. */
export class Destination {
  readonly root: string;
  readonly #attributes: ExtendedAttributes | undefined;
  #checkedAt = removedDirectories;

  /**
   * Makes the directory if it is missing.
   *
   * @param attributes sets the extended attributes of entries; without it they get none
   * @throws SlipwayError `io-error` or `disk-full`.
   */
  constructor(path: string, attributes?: ExtendedAttributes) {
    this.#attributes = attributes;
    try {
      makeDirectorySync(path, 0o700);
      this.root = realpathSync(resolve(path));
    } catch (cause) {
      throw fileError("cannot create directory", path, cause);
    }
  }

  /** Where an entry lies on disk. */
  absolute(path: string): string {
    return path === "" ? this.root : `${this.root}/${path}`;
  }

  /**
   * Makes the directory, or takes the one that is there. It stays writable for us until {@link finishDirectory}.
   *
   * @returns The names already in it, when they are asked for.
   */
  enterDirectory(path: string, listing: boolean): string[] {
    return this.#change("cannot create directory", path, (absolute) => {
      const existing = lstatSync(absolute, { throwIfNoEntry: false });
      if (!existing?.isDirectory()) {
        this.#place(absolute, true, (at) => mkdirSync(at, 0o700));
        return [];
      }
      if ((existing.mode & 0o700) !== 0o700) chmodSync(absolute, (existing.mode & 0o7777) | 0o700);
      return listing ? readdirSync(absolute, "buffer").map(decodeName) : [];
    });
  }

  /** Gives a directory its final mode and time once nothing more is put into it. Returns it open, for fsync. */
  finishDirectory(stat: FileStat): number | undefined {
    return this.#change("cannot finish directory", stat.path, (absolute) => {
      this.#setAttributes(absolute, stat);
      if (!fileSystem.opensDirectories) {
        utimesSync(absolute, toUtimes(stat.modTime), toUtimes(stat.modTime));
        return undefined;
      }
      const fd = openSync(absolute, directoryFlags);
      finishOpen(fd, stat);
      return fd;
    });
  }

  /** Makes an empty file in place of whatever is there and returns it open for writing. */
  createFile(stat: FileStat): number {
    return this.#change("cannot create", stat.path, (absolute) =>
      this.#place(absolute, false, (at) => {
        const fd = openSync(at, createFlags, 0o600);
        this.#setAttributes(at, stat);
        return fd;
      }),
    );
  }

  createSymlink(stat: FileStat): void {
    this.#change("cannot create symlink", stat.path, (absolute) => {
      this.#place(absolute, false, (at) => {
        symlinkSync(stat.linkname, at);
        ownLink(at);
        this.#setAttributes(at, stat);
        lutimesSync(at, toUtimes(stat.modTime), toUtimes(stat.modTime));
      });
    });
  }

  /** Links to a file of the same transfer; its metadata are the file's. */
  createHardLink(stat: FileStat): void {
    this.#change("cannot create hard link", stat.path, (absolute) => {
      const source = this.absolute(stat.linkname);
      this.#checkDirectories(stat.linkname);
      if (!lstatSync(source).isFile()) throw outside(stat.linkname);
      this.#place(absolute, false, (at) => linkSync(source, at));
    });
  }

  createSpecial(stat: FileStat): void {
    this.#change("cannot create", stat.path, (absolute) => {
      this.#place(absolute, false, (at) => {
        makeSpecialFile(at, stat);
        chownSync(at, process.getuid?.() ?? -1, process.getgid?.() ?? -1);
        chmodSync(at, unixPermissions(stat.mode));
        utimesSync(at, toUtimes(stat.modTime), toUtimes(stat.modTime));
      });
    });
  }

  /** Removes an entry and all below it. */
  remove(path: string): void {
    this.#change("cannot remove", path, (absolute) => removeTree(absolute));
  }

  /** Removes a file that was not written to its end, if the name still is that file's. */
  discardFile(path: string, fd: number): void {
    this.#change("cannot remove", path, (absolute) => {
      this.#checkDirectories(path);
      const named = lstatSync(absolute, { throwIfNoEntry: false });
      const open = fstatSync(fd);
      if (named?.ino === open.ino && named.dev === open.dev) rmSync(absolute);
    });
  }

  /** Opens the destination itself, for fsync; undefined where directories cannot be opened. */
  openRoot(): number | undefined {
    return fileSystem.opensDirectories ? openSync(this.root, directoryFlags) : undefined;
  }

  #setAttributes(absolute: string, { xattrs }: FileStat): void {
    if (xattrs !== undefined) this.#attributes?.write(absolute, xattrs);
  }

  #change<T>(action: string, path: string, change: (absolute: string) => T): T {
    try {
      // Later entries lie in the directories on the way to this one or in itself, so one check covers them.
      if (this.#checkedAt !== removedDirectories) this.#checkDirectories(path);
      this.#checkedAt = removedDirectories;
      return change(this.absolute(path));
    } catch (cause) {
      throw fileError(action, this.absolute(path), cause);
    }
  }

  /** Makes an entry under a temporary name and puts it in place of what is there, when something is. */
  #place<T>(absolute: string, directory: boolean, make: (at: string) => T): T {
    try {
      return make(absolute);
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
    const temporary = join(dirname(absolute), `.tmp.${randomInt(1e9)}`);
    let made: T;
    try {
      made = make(temporary);
      const existing = lstatSync(absolute, { throwIfNoEntry: false });
      if (existing !== undefined && existing.isDirectory() !== directory) removeTree(absolute);
      renameSync(temporary, absolute);
    } finally {
      // Also after success: renaming onto another link of the same file leaves both names.
      rmSync(temporary, { force: true, recursive: true });
    }
    return made;
  }

  /** Every directory on the way must be a directory still, and the destination where it was. */
  #checkDirectories(path: string): void {
    if (realpathSync(this.root) !== this.root) throw outside(path);
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      const parent: Stats | undefined = lstatSync(this.absolute(path.slice(0, end)), {
        throwIfNoEntry: false,
      });
      if (!parent?.isDirectory()) throw outside(path);
    }
  }
}

/** Gives an open file or directory its owner, mode and time, in the order in which they do not undo each other. */
export function finishOpen(fd: number, stat: FileStat): void {
  const { getuid, getgid } = process;
  if (getuid && getgid) fchownSync(fd, getuid(), getgid());
  if (fileSystem.hasPermissions) fchmodSync(fd, unixPermissions(stat.mode));
  futimesSync(fd, toUtimes(stat.modTime), toUtimes(stat.modTime));
}

function ownLink(absolute: string): void {
  const { getuid, getgid } = process;
  if (getuid && getgid) lchownSync(absolute, getuid(), getgid());
}

function removeTree(absolute: string): void {
  removedDirectories++;
  rmSync(systemPath(absolute), { recursive: true, force: true });
}

function outside(path: string): SlipwayError {
  return new SlipwayError(
    "protocol-error",
    `the daemon sent a path that leads outside the destination: ${JSON.stringify(path)}`,
  );
}
