import { createHash, type Hash } from "node:crypto";
import { createReadStream, renameSync } from "node:fs";
import { chmod, type FileHandle, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { splitDigest } from "../../../oci/digest.js";
import { layoutBlobPath } from "../../../oci/layout/index.js";
import { fileSystem } from "../../../util/file-system.js";
import { makeDirectory } from "../../../util/make-directory.js";
import { GrpcCode, GrpcError } from "../../transport/types.js";
import { contentError, contentExists } from "./content-errors.js";
import type { ContentWriter, IngestStatus } from "./content-store.js";
import { ingestDataPath } from "./ingest-files.js";

/** What a writer into a layout works on. */
export interface LayoutWriterOptions {
  /** The layout. */
  readonly directory: string;
  /** The ingest's directory. */
  readonly path: string;
  readonly status: IngestStatus;
  readonly algorithm: string;
  /** Told of the blob's path when the layout did not have it. */
  readonly stored: (path: string) => void;
  /** Lets go of the ref. */
  readonly release: () => void;
  /** Told of what cannot be written; gives it back. */
  readonly failed: (error: Error) => Error;
  /** Told of bytes that came. */
  readonly received: (bytes: number) => void;
}

/** Opens the ingest's data and reads what an earlier writer left there into the digest. */
export async function openLayoutWriter(options: LayoutWriterOptions): Promise<ContentWriter> {
  const data = ingestDataPath(options.path);
  const hash = await hashFile(data, options.algorithm);
  return new LayoutWriter(options, await open(data, "r+"), hash);
}

async function hashFile(path: string, algorithm: string): Promise<Hash> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash;
}

class LayoutWriter implements ContentWriter {
  readonly #options: LayoutWriterOptions;
  readonly #data: string;
  readonly #file: FileHandle;
  #algorithm: string;
  #hash: Hash;
  #offset: number;
  #updatedAt: Date;
  #closed = false;

  constructor(options: LayoutWriterOptions, file: FileHandle, hash: Hash) {
    this.#options = options;
    this.#data = ingestDataPath(options.path);
    this.#file = file;
    this.#algorithm = options.algorithm;
    this.#hash = hash;
    this.#offset = options.status.offset;
    this.#updatedAt = options.status.updatedAt;
  }

  get status(): IngestStatus {
    return { ...this.#options.status, offset: this.#offset, updatedAt: this.#updatedAt };
  }

  digest(): string {
    return `${this.#algorithm}:${this.#hash.copy().digest("hex")}`;
  }

  async write(data: Uint8Array): Promise<void> {
    const writing = writeAll(this.#file, data, this.#offset);
    this.#hash.update(data);
    await writing.catch((error: unknown) => {
      throw this.#options.failed(contentError("write", this.#data, error));
    });
    this.#offset += data.byteLength;
    this.#options.received(data.byteLength);
    this.#updatedAt = new Date();
  }

  async truncate(): Promise<void> {
    await this.#file.truncate(0);
    this.#hash = createHash(this.#algorithm);
    this.#offset = 0;
  }

  async commit(size: number, expected: string): Promise<void> {
    if (this.#closed) throw failedPrecondition("cannot commit on closed writer");
    this.#closed = true;
    try {
      await this.#file.sync();
      await this.#file.close();
      await this.#verify(size, expected);
      await this.#store();
    } catch (error) {
      throw this.#options.failed(contentError("write", this.#data, error));
    } finally {
      this.#options.release();
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#file.close();
    } finally {
      this.#options.release();
    }
  }

  /** Content that is not what was announced is of no use to a later writer either. */
  async #verify(size: number, expected: string): Promise<void> {
    const fault = await this.#fault(size, expected);
    if (fault === undefined) return;
    await rm(this.#options.path, { recursive: true, force: true });
    throw failedPrecondition(fault);
  }

  async #fault(size: number, expected: string): Promise<string | undefined> {
    if (size > 0 && size !== this.#offset) return `unexpected commit size ${this.#offset}, expected ${size}`;
    if (expected === "") return undefined;
    const { algorithm } = splitDigest(expected);
    if (algorithm !== this.#algorithm) {
      this.#algorithm = algorithm;
      this.#hash = await hashFile(this.#data, algorithm);
    }
    const digest = this.digest();
    return digest === expected ? undefined : `unexpected commit digest ${digest}, expected ${expected}`;
  }

  async #store(): Promise<void> {
    const digest = this.digest();
    const target = layoutBlobPath(this.#options.directory, digest);
    await makeDirectory(dirname(target), 0o755);
    const exists = await stat(target).then(
      () => true,
      () => false,
    );
    if (!exists) {
      const { mode } = await stat(this.#data);
      await chmod(this.#data, mode & 0o444);
      // In one step: whoever ends this process in between would leave a blob that nobody knows of.
      renameSync(this.#data, target);
      this.#options.stored(target);
      await syncDirectory(dirname(target));
    }
    await rm(this.#options.path, { recursive: true, force: true });
    if (exists) throw contentExists(digest);
  }
}

async function writeAll(file: FileHandle, data: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < data.byteLength) {
    const { bytesWritten } = await file.write(data, done, data.byteLength - done, position + done);
    done += bytesWritten;
  }
}

/** A rename is durable once its directory is. Windows has no such thing. */
async function syncDirectory(path: string): Promise<void> {
  if (!fileSystem.opensDirectories) return;
  const directory = await open(path);
  await directory.sync().finally(() => directory.close());
}

function failedPrecondition(message: string): GrpcError {
  return new GrpcError(GrpcCode.FailedPrecondition, `${message}: failed precondition`);
}
