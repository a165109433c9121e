import { createHash, type Hash, randomBytes } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type ContentReader, readFully } from "../../buildkit/session/index.js";
import { fileError } from "../../util/file-error.js";
import { fileSystem } from "../../util/file-system.js";
import { tarEntries } from "../../util/tar-entries.js";

const MIB = 1 << 20;

interface Extent {
  readonly start: number;
  readonly size: number;
}

/**
 * The files of an image archive by the digest of their content, which is what an image names them by, whatever the
 * archive's own layout is. They are kept in one file without a name, so that nothing is left behind however the
 * program ends.
 */
export class SpooledBlobs {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #extents = new Map<string, Extent>();
  #end = 0;

  private constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /**
   * Reads an archive to its end, once.
   *
   * @param onBytes called with the bytes kept so far, after each MiB.
   * @throws SlipwayError `disk-full`, `io-error`, or what the archive's stream fails with.
   */
  static async read(archive: Readable, onBytes: (total: number) => void): Promise<SpooledBlobs> {
    const path = join(tmpdir(), `slipway-image-${randomBytes(8).toString("hex")}`);
    const file = await open(path, "wx+", 0o600).catch((error: unknown) => {
      archive.destroy();
      throw fileError("cannot create", path, error);
    });
    const spool = new SpooledBlobs(file, path);
    try {
      await unlinkOpen(path);
      await spool.#take(archive, onBytes);
      return spool;
    } catch (error) {
      archive.destroy();
      await spool.close();
      throw error;
    }
  }

  /** Bytes in all. */
  get length(): number {
    return this.#end;
  }

  /** Bytes of a blob; undefined when the archive has none with the digest. */
  size(digest: string): number | undefined {
    return this.#extents.get(digest)?.size;
  }

  /** Opens a blob; undefined when the archive has none with the digest. */
  open(digest: string): ContentReader | undefined {
    const extent = this.#extents.get(digest);
    if (extent === undefined) return undefined;
    const { start, size } = extent;
    return {
      size,
      read: (views, position) => readFully(this.#file, views, start + position, digest),
      close: async () => {},
    };
  }

  /** A blob's content, for small ones; undefined when there is none with the digest. */
  async bytes(digest: string): Promise<Buffer | undefined> {
    const reader = this.open(digest);
    if (reader === undefined) return undefined;
    const content = Buffer.alloc(reader.size);
    if (reader.size > 0) await reader.read([content], 0);
    return content;
  }

  /** Gives the space back. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await unlink(this.#path).catch(() => undefined);
  }

  async #take(archive: Readable, onBytes: (total: number) => void): Promise<void> {
    for await (const { header, content } of tarEntries(archive)) {
      if ((header.type ?? "file") !== "file") continue;
      const start = this.#end;
      const hash = createHash("sha256");
      for await (const chunk of content) {
        const before = this.#end;
        await this.#append(chunk, hash);
        if (Math.floor(this.#end / MIB) !== Math.floor(before / MIB)) onBytes(this.#end);
      }
      this.#extents.set(`sha256:${hash.digest("hex")}`, { start, size: this.#end - start });
    }
  }

  async #append(chunk: Uint8Array, hash: Hash): Promise<void> {
    hash.update(chunk);
    for (let done = 0; done < chunk.byteLength; ) {
      const rest = chunk.byteLength - done;
      const written = await this.#file.write(chunk, done, rest, this.#end).catch((error: unknown) => {
        throw fileError("cannot write", this.#path, error);
      });
      done += written.bytesWritten;
      this.#end += written.bytesWritten;
    }
  }
}

/** Takes the name away at once where the system lets an open file go without one; elsewhere it goes with the file. */
async function unlinkOpen(path: string): Promise<void> {
  if (fileSystem.unlinksOpenFiles) await unlink(path);
}
