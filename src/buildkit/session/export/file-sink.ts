import { fileError } from "../../../util/file-error.js";
import { GatheredBytes, reuse } from "../../../util/gathered-bytes.js";
import { type DestinationFile, openDestination } from "./destination-file.js";
import type { ExportSink } from "./session-export.js";

/** Writes an export to a file while more of it arrives. An export without a byte makes no file. */
export class FileSink implements ExportSink {
  readonly #path: string;
  #file: Promise<DestinationFile> | undefined;
  readonly #gathered = new GatheredBytes();
  #writing: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  write(chunk: Uint8Array): void | Promise<void> {
    const taken = this.#gathered.add(chunk);
    if (taken === chunk.length) return;
    const rest = chunk.subarray(taken);
    if (this.#writing !== undefined)
      return this.#writing.then(() => this.#flush()).then(() => this.write(rest));
    this.#flush();
    return this.write(rest);
  }

  /** Starts writing what was gathered; a failure shows at the next write or at the end. */
  #flush(): void {
    const bytes = this.#gathered.take();
    if (bytes === undefined || bytes.length === 0) return;
    this.#writing = this.#writeAll(bytes);
    this.#writing.catch(() => undefined);
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
    } finally {
      reuse(bytes);
    }
  }

  async finish(): Promise<void> {
    await this.#writing;
    this.#flush();
    await this.#writing;
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
    await this.#writing?.catch(() => undefined);
    await (await this.#file?.catch(() => undefined))?.discard();
  }
}
