import { writev, writevSync } from "node:fs";
import { SlipwayError } from "../../../../errors/index.js";
import { dropBytes } from "../../../../util/byte-views.js";
import { EarlySync } from "../../../../util/early-sync.js";
import { fileError } from "../../../../util/file-error.js";
import type { FileStat } from "../tree/file-stat.js";
import { finishOpen } from "./destination.js";

/** Bytes gathered before they are written in the background, one write at a time. */
const batchBytes = 1 << 20;

/** What is left at the end of a file is written at once up to this size: a thread costs more. */
const smallBytes = 128 << 10;

/** Writes the content of one file that came empty, and then gives it its metadata. */
export class FileWriter {
  #batch: Uint8Array[] = [];
  #batched = 0;
  #received = 0;
  #writing: Promise<void> | undefined;
  #finishing: Promise<void> | undefined;
  #abandoned = false;
  readonly #sync: EarlySync;

  /** @param absolute names the file in errors. */
  constructor(
    readonly fd: number,
    readonly stat: FileStat,
    readonly absolute: string,
  ) {
    this.#sync = new EarlySync(fd);
  }

  /** Takes the next bytes, which must stay valid. Wait for the promise before giving more. */
  write(data: Uint8Array): void | Promise<void> {
    this.#received += data.length;
    if (this.#received > this.stat.size) throw this.#wrongSize();
    this.#batch.push(data);
    this.#batched += data.length;
    if (this.#batched < batchBytes) return;
    if (this.#writing === undefined) {
      this.#start();
      return;
    }
    return this.#writing.then(() => this.#start());
  }

  /**
   * Writes what is left and sets owner, mode and time.
   *
   * @throws SlipwayError `protocol-error` when the content is not as long as was said, `io-error`, `disk-full`.
   */
  finish(): void | Promise<void> {
    if (this.#received !== this.stat.size) throw this.#wrongSize();
    if (this.#writing === undefined && this.#batched <= smallBytes) {
      this.#guard(() => {
        for (let left = this.#batch; left.length > 0; ) left = dropBytes(left, writevSync(this.fd, left));
        finishOpen(this.fd, this.stat);
      });
      this.#batch = [];
      return;
    }
    this.#finishing = this.#finishLarge();
    return this.#finishing;
  }

  /** Starts no more writes; resolves when none is under way, so that the file may be closed. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await Promise.allSettled([this.#writing, this.#finishing]);
    await this.#sync.settled().catch(() => undefined);
  }

  async #finishLarge(): Promise<void> {
    await this.#writing;
    this.#start();
    await this.#writing;
    await this.#sync.settled().catch((error: unknown) => {
      throw fileError("cannot write", this.absolute, error);
    });
    if (this.#abandoned) return;
    this.#guard(() => finishOpen(this.fd, this.stat));
  }

  #start(): void {
    if (this.#abandoned) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#batched = 0;
    this.#writing = this.#writeAll(batch);
    // The failure is met by whoever waits for this write next.
    this.#writing.catch(() => undefined);
  }

  async #writeAll(batch: Uint8Array[]): Promise<void> {
    for (let left = batch; left.length > 0; ) {
      const written = await new Promise<number>((resolve, reject) => {
        writev(this.fd, left, (error, count) => {
          if (error) reject(fileError("cannot write", this.absolute, error));
          else resolve(count);
        });
      });
      this.#sync.wrote(written);
      left = dropBytes(left, written);
    }
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (cause) {
      throw fileError("cannot write", this.absolute, cause);
    }
  }

  #wrongSize(): SlipwayError {
    return new SlipwayError(
      "protocol-error",
      `the daemon sent ${this.#received} bytes of ${this.stat.path}, which has ${this.stat.size}`,
    );
  }
}
