import { fileError } from "../../../util/file-error.js";
import { GatheredWrites } from "../../../util/gathered-writes.js";
import { type DestinationFile, openDestination } from "./destination-file.js";
import type { ExportSink } from "./session-export.js";

/** Writes an export to a file while more of it arrives. An export without a byte makes no file. */
export class FileSink implements ExportSink {
  readonly #path: string;
  #file: Promise<DestinationFile> | undefined;
  readonly #writes = new GatheredWrites((bytes) => this.#writeAll(bytes));

  constructor(path: string) {
    this.#path = path;
  }

  write(chunk: Uint8Array): void | Promise<void> {
    return this.#writes.add(chunk);
  }

  async #writeAll(bytes: Buffer): Promise<void> {
    try {
      this.#file ??= openDestination(this.#path);
      const { handle, sync } = await this.#file;
      // A write may take less than it was given, and pipes take no position.
      for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
      sync?.wrote(bytes.length);
    } catch (error) {
      throw fileError("write", this.#path, error);
    }
  }

  async finish(): Promise<void> {
    await this.#writes.finish();
    try {
      await (await this.#file)?.complete();
    } catch (error) {
      throw fileError("write", this.#path, error);
    }
  }

  async keep(): Promise<void> {
    try {
      await (await this.#file)?.commit();
      this.#file = undefined;
    } catch (error) {
      throw fileError("write", this.#path, error);
    }
  }

  async abort(): Promise<void> {
    await this.#writes.settled();
    await (await this.#file?.catch(() => undefined))?.discard();
  }
}
