import { write, writevSync } from "node:fs";
import { SlipwayError } from "../../../../errors/index.js";
import { dropBytes } from "../../../../util/byte-views.js";
import { EarlySync } from "../../../../util/early-sync.js";
import { fileError } from "../../../../util/file-error.js";
import { GatheredWrites } from "../../../../util/gathered-writes.js";
import type { FileStat } from "../tree/file-stat.js";
import { finishOpen } from "./destination.js";

/** A file of up to this size is written at once, when all of it has come: a thread costs more. */
const smallBytes = 128 << 10;

/** Writes the content of one file that came empty, and then gives it its metadata. */
export class FileWriter {
  /** All of a small file so far. */
  #pieces: Uint8Array[] = [];
  readonly #writes = new GatheredWrites((bytes) => this.#writeAll(bytes));
  #received = 0;
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
    if (this.stat.size > smallBytes) return this.#writes.add(data);
    this.#pieces.push(data);
  }

  /**
   * Writes what is left and sets owner, mode and time.
   *
   * @throws SlipwayError `protocol-error` when the content is not as long as was said, `io-error`, `disk-full`.
   */
  finish(): void | Promise<void> {
    if (this.#received !== this.stat.size) throw this.#wrongSize();
    if (this.stat.size > smallBytes) {
      this.#finishing = this.#finishLarge();
      return this.#finishing;
    }
    this.#guard(() => {
      for (let left = this.#pieces; left.length > 0; ) left = dropBytes(left, writevSync(this.fd, left));
      finishOpen(this.fd, this.stat);
    });
    this.#pieces = [];
  }

  /** Starts no more writes; resolves when none is under way, so that the file may be closed. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await Promise.allSettled([this.#writes.settled(), this.#finishing]);
    await this.#sync.settled().catch(() => undefined);
  }

  async #finishLarge(): Promise<void> {
    await this.#writes.finish();
    await this.#sync.settled().catch((error: unknown) => {
      throw fileError("cannot write", this.absolute, error);
    });
    if (this.#abandoned) return;
    this.#guard(() => finishOpen(this.fd, this.stat));
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#abandoned; ) {
      const written = await new Promise<number>((resolve, reject) => {
        write(this.fd, bytes, at, bytes.length - at, null, (error, count) => {
          if (error) reject(fileError("cannot write", this.absolute, error));
          else resolve(count);
        });
      });
      this.#sync.wrote(written);
      at += written;
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
