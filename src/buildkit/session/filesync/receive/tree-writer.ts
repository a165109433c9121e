import { SlipwayError } from "../../../../errors/index.js";
import type { FileStat } from "../tree/file-stat.js";
import { GoMode, goType, isDirectoryMode } from "../tree/go-mode.js";
import { comparePaths } from "../walk/name-order.js";
import type { Destination } from "./destination.js";
import { checkEntryPath } from "./entry-order.js";
import { StaleNames } from "./stale-names.js";

interface OpenDirectory {
  readonly stat: FileStat;
  readonly stale: StaleNames;
}

/**
 * Puts listed entries into the destination, in the order they are listed; contents come separately. The order must have
 * been checked with EntryOrder.
 */
export class TreeWriter {
  readonly #destination: Destination;
  readonly #deletes: boolean;
  readonly #onDirectory: (fd: number, path: string) => void;
  readonly #open: OpenDirectory[] = [];
  readonly #rootStale: StaleNames;

  /**
   * @param deletes removes what the destination holds and the transfer does not
   * @param onDirectory is given every finished directory, open
   */
  constructor(destination: Destination, deletes: boolean, onDirectory: (fd: number, path: string) => void) {
    this.#destination = destination;
    this.#deletes = deletes;
    this.#onDirectory = onDirectory;
    this.#rootStale = new StaleNames(deletes ? destination.enterDirectory("", true) : []);
  }

  /** Makes the entry; returns a plain file, still empty, open for writing. */
  add(stat: FileStat): number | undefined {
    this.#leaveUntilParentOf(stat.path);
    this.#removeBefore(stat.path);
    if (isDirectoryMode(stat.mode)) {
      const names = this.#destination.enterDirectory(stat.path, this.#deletes);
      this.#open.push({ stat, stale: new StaleNames(names) });
    } else if (stat.mode & GoMode.symlink) this.#destination.createSymlink(stat);
    else if (goType(stat.mode) !== 0) this.#destination.createSpecial(stat);
    else if (stat.linkname !== "") this.#link(stat);
    else return this.#destination.createFile(stat);
    return undefined;
  }

  /** The listing is complete. */
  finish(): void {
    while (this.#open.length > 0) this.#leave();
    for (const name of this.#rootStale.rest()) this.#destination.remove(name);
  }

  #link(stat: FileStat): void {
    checkEntryPath(stat.linkname);
    if (comparePaths(stat.linkname, stat.path) < 0) {
      this.#destination.createHardLink(stat);
      return;
    }
    const [path, source] = [stat.path, stat.linkname].map((name) => JSON.stringify(name));
    throw new SlipwayError(
      "protocol-error",
      `changes out of order: the daemon linked ${path} to the later ${source}`,
    );
  }

  #leaveUntilParentOf(path: string): void {
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) {
      if (path.startsWith(`${top.stat.path}/`)) return;
      this.#leave();
    }
  }

  #leave(): void {
    const directory = this.#open.pop();
    if (directory === undefined) return;
    const { stat, stale } = directory;
    for (const name of stale.rest()) this.#destination.remove(`${stat.path}/${name}`);
    const fd = this.#destination.finishDirectory(stat);
    if (fd !== undefined) this.#onDirectory(fd, stat.path);
  }

  #removeBefore(path: string): void {
    if (!this.#deletes) return;
    const parent = this.#open.at(-1);
    const prefix = parent === undefined ? "" : `${parent.stat.path}/`;
    for (const name of (parent?.stale ?? this.#rootStale).before(path.slice(prefix.length))) {
      this.#destination.remove(prefix + name);
    }
  }
}
