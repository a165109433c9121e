import { byteCount } from "../../../util/byte-views.js";
import { fileError } from "../../../util/file-error.js";
import { type DestinationFile, openDestination } from "./destination-file.js";
import type { ExportSink } from "./session-export.js";

/** Bytes gathered before they are written at once: the daemon sends many small messages. */
const batchSize = 1 << 20;

/** Writes an export to a file while the next batch arrives. An export without a byte makes no file. */
export class FileSink implements ExportSink {
  readonly #path: string;
  #file: Promise<DestinationFile> | undefined;
  #batch: Uint8Array[] = [];
  #batched = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  write(chunk: Uint8Array): void | Promise<void> {
    if (chunk.byteLength === 0) return;
    this.#batch.push(chunk);
    this.#batched += chunk.byteLength;
    if (this.#batched < batchSize) return;
    return this.#writing.then(() => this.#flush());
  }

  /** Starts writing what was gathered; a failure shows at the next write or at the end. */
  #flush(): void {
    const batch = this.#batch;
    this.#batch = [];
    this.#batched = 0;
    if (batch.length === 0) return;
    this.#writing = this.#writeBatch(batch);
    this.#writing.catch(() => undefined);
  }

  async #writeBatch(batch: readonly Uint8Array[]): Promise<void> {
    try {
      this.#file ??= openDestination(this.#path);
      const { handle, sync } = await this.#file;
      const written = await writeFully(handle, batch);
      sync?.wrote(written);
    } catch (error) {
      throw fileError("write", this.#path, error);
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
    await this.#writing.catch(() => undefined);
    await (await this.#file?.catch(() => undefined))?.discard();
  }
}

/** Resolves with the bytes. writev may write less than it was given, and pipes take no position. */
async function writeFully(handle: DestinationFile["handle"], batch: readonly Uint8Array[]): Promise<number> {
  const wanted = byteCount(batch);
  const { bytesWritten } = await handle.writev(batch);
  if (bytesWritten === wanted) return wanted;
  let rest: Uint8Array = Buffer.concat(batch).subarray(bytesWritten);
  while (rest.byteLength > 0) {
    const { bytesWritten: more } = await handle.write(rest);
    rest = rest.subarray(more);
  }
  return wanted;
}
