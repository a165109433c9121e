import { fdatasync } from "node:fs";

/** Bytes after which the disk is set to work. Less costs more journal commits, more leaves more to wait for at the end. */
const interval = 64 << 20;

/**
 * Has a large file written to the disk while more of it arrives, so that the fsync at its end has little left to do. A
 * kernel that is left alone starts only when much is dirty.
 */
export class EarlySync {
  readonly #fd: number;
  #unsynced = 0;
  #running: Promise<void> | undefined;
  #failure: Error | undefined;

  /** @param fd stays open until {@link settled} resolved. */
  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Counts bytes that were written. */
  wrote(bytes: number): void {
    this.#unsynced += bytes;
    if (this.#unsynced < interval || this.#running !== undefined) return;
    this.#unsynced = 0;
    this.#running = new Promise((resolve) => {
      fdatasync(this.#fd, (error) => {
        this.#failure ??= error ?? undefined;
        this.#running = undefined;
        resolve();
      });
    });
  }

  /**
   * Resolves when nothing is under way.
   *
   * @throws The failure of an earlier sync: the kernel tells it once, and a later fsync would report success.
   */
  async settled(): Promise<void> {
    await this.#running;
    if (this.#failure !== undefined) throw this.#failure;
  }
}
