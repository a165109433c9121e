import { closeSync, fsync } from "node:fs";
import { fileError } from "../../../../util/file-error.js";

/** As many at once leave threads for reads and writes of the same process. */
const maxRunning = 2;

interface Queued {
  readonly fd: number;
  readonly absolute: string;
}

/**
 * Makes files durable in the background, oldest first. A journaling file system writes with one file all that were
 * finished before it, so a long queue costs few writes.
 */
export class DiskSync {
  readonly #onDone: (error: unknown) => void;
  readonly #queue = new Set<Queued>();
  #running = 0;

  /** @param onDone is called after each file, with its failure if it has one. */
  constructor(onDone: (error: unknown) => void) {
    this.#onDone = onDone;
  }

  /** Files that are open here. */
  get size(): number {
    return this.#queue.size + this.#running;
  }

  /** Takes an open file or directory, and closes it when it is on the disk. */
  add(fd: number, absolute: string): void {
    this.#queue.add({ fd, absolute });
    this.#start();
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
