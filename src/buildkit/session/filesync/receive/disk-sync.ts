import { execFile } from "node:child_process";
import { closeSync, constants, fsync } from "node:fs";
import { open } from "node:fs/promises";
import { promisify } from "node:util";
import { fileError } from "../../../../util/file-error.js";
import { fileSystem } from "../../../../util/file-system.js";

/** As many at once leave threads for reads and writes of the same process. */
const maxRunning = 2;

/** More files than this are made durable together, where the system can: one by one they take longer than the rest. */
const maxSingly = 128;

/** Files of this size are always made durable singly, as soon as they are complete. */
const largeFile = 1 << 20;

const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

interface Queued {
  readonly fd: number;
  readonly absolute: string;
}

/** Makes what was received durable: the first and the large files in the background, the many small ones at the end. */
export class DiskSync {
  readonly #root: string;
  readonly #onDone: (error: unknown) => void;
  readonly #queue = new Set<Queued>();
  /** Files that are left for the end. */
  readonly #later: string[] = [];
  #running = 0;
  #added = 0;

  /**
   * @param root the directory that all files are below
   * @param onDone is called after each file that was made durable in the background, with its failure if it has one
   */
  constructor(root: string, onDone: (error: unknown) => void) {
    this.#root = root;
    this.#onDone = onDone;
  }

  /** Files that are open here. */
  get size(): number {
    return this.#queue.size + this.#running;
  }

  /** Takes an open file or directory, and closes it. */
  add(fd: number, absolute: string, bytes: number): void {
    if (fileSystem.hasSyncProgram && this.#added++ >= maxSingly && bytes < largeFile) {
      closeSync(fd);
      this.#later.push(absolute);
      return;
    }
    this.#queue.add({ fd, absolute });
    this.#start();
  }

  /** Makes durable what was left for the end. */
  async finish(): Promise<void> {
    if (this.#later.length === 0) return;
    try {
      // The program calls syncfs(), for which Node has nothing.
      await promisify(execFile)("sync", ["-f", this.#root]);
    } catch {
      for (const absolute of this.#later) await syncPath(absolute);
    }
  }

  /** Closes what has not been started. */
  abandon(): void {
    for (const { fd } of this.#queue) closeSync(fd);
    this.#queue.clear();
  }

  #start(): void {
    for (const queued of this.#queue) {
      if (this.#running >= maxRunning) return;
      this.#queue.delete(queued);
      this.#running++;
      fsync(queued.fd, (error) => {
        closeSync(queued.fd);
        this.#running--;
        this.#start();
        this.#onDone(error ? fileError("cannot write", queued.absolute, error) : undefined);
      });
    }
  }
}

async function syncPath(absolute: string): Promise<void> {
  try {
    const file = await open(absolute, readFlags);
    await file.sync().finally(() => file.close());
  } catch (error) {
    throw fileError("cannot write", absolute, error);
  }
}
