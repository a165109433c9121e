import { existsSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { undoAtExit } from "../../../util/undo-at-exit.js";

/**
 * What a session brings into a layout before it is entered into the layout's index. Nothing refers to it until then, so
 * that it goes again when the build, or this process, ends without.
 */
export class LayoutChanges {
  readonly #directory: string;
  readonly #existed: boolean;
  readonly #ingests = new Set<string>();
  readonly #blobs = new Set<string>();
  #forget: (() => void) | undefined;
  /** Writes that are still making their directory. */
  #beginning = 0;
  #isUndone = false;

  constructor(directory: string) {
    this.#directory = directory;
    this.#existed = existsSync(directory);
  }

  /** Anything was written. */
  get hasBegun(): boolean {
    return this.#ingests.size > 0;
  }

  /**
   * A write begins in this directory.
   *
   * @returns to be called once the directory is there, or will not be: what comes to be after all was undone goes, too
   */
  ingestBegins(path: string): () => void {
    this.#forget ??= undoAtExit(() => this.#remove());
    this.#ingests.add(path);
    this.#beginning++;
    return () => {
      this.#beginning--;
      if (this.#isUndone) this.undo();
    };
  }

  /** A blob has come into the layout that was not there before. */
  blobStored(path: string): void {
    this.#blobs.add(path);
  }

  /** The index has it: it stays. */
  keep(): void {
    this.#blobs.clear();
  }

  /** Takes away what nothing refers to, and the directories that were made for it. Does not throw. */
  undo(): void {
    this.#isUndone = true;
    this.#remove();
    if (this.#beginning === 0) this.#forget?.();
  }

  #remove(): void {
    for (const path of [...this.#ingests, ...this.#blobs]) {
      try {
        rmSync(path, { recursive: true, force: true });
      } catch {
        // What cannot be removed is of no use to anyone, and does no harm.
      }
    }
    for (const path of this.#ingests) removeIfEmpty(dirname(path));
    for (const path of this.#blobs) removeIfEmpty(dirname(path));
    if (this.#existed) return;
    removeIfEmpty(join(this.#directory, "blobs"));
    removeIfEmpty(this.#directory);
  }
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It holds something, or is gone.
  }
}
