import { SlipwayError } from "../../../../errors/index.js";
import { fileSystem } from "../../../../util/file-system.js";
import type { FileStat } from "../tree/file-stat.js";
import { isDirectoryMode } from "../tree/go-mode.js";
import { comparePaths } from "../walk/name-order.js";

/**
 * Refuses a path that is not plainly below the destination.
 *
 * @throws SlipwayError `protocol-error`.
 */
export function checkEntryPath(path: string, { backslashSeparates } = fileSystem): void {
  const parts = path.split("/");
  const plain = parts.every((part) => part !== "" && part !== "." && part !== "..");
  if (plain && !path.includes("\0") && !(backslashSeparates && /[\\:]/.test(path))) return;
  throw new SlipwayError(
    "protocol-error",
    `the daemon sent a path outside the destination: ${JSON.stringify(path)}`,
  );
}

/** Checks that entries come in the protocol's order, each in a directory that came before. */
export class EntryOrder {
  #last = "";
  /** The directories on the way to the last entry, itself included when it is one. */
  readonly #open: string[] = [];

  /**
   * Takes the next entry.
   *
   * @throws SlipwayError `protocol-error` for a path outside the destination or an entry out of order.
   */
  next(stat: FileStat): void {
    const { path } = stat;
    checkEntryPath(path);
    while (this.#open.length > 0 && !path.startsWith(`${this.#open.at(-1)}/`)) this.#open.pop();
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent !== (this.#open.at(-1) ?? "") || (this.#last !== "" && comparePaths(this.#last, path) >= 0)) {
      throw new SlipwayError(
        "protocol-error",
        `changes out of order: the daemon sent ${JSON.stringify(path)} after ${JSON.stringify(this.#last)}`,
      );
    }
    this.#last = path;
    if (isDirectoryMode(stat.mode)) this.#open.push(path);
  }
}
