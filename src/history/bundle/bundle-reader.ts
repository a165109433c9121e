import type { FileHandle } from "node:fs/promises";
import { type ContentDescriptor, parseStatus, type TakeContent } from "../../buildkit/client/index.js";
import { SlipwayError } from "../../errors/index.js";
import { DigestVerifier, isDigest, splitDigest } from "../../oci/digest.js";
import type { SolveStatus } from "../../progress/model/status.js";
import type { RecordReader } from "../stored-record.js";
import type { TarEntry } from "./tar-index.js";

/** Bytes that are read at once. */
const CHUNK = 1024 * 1024;
/** Bytes of one message of a stored progress; daemons send them in messages of at most 16 MiB. */
const LARGEST_MESSAGE = 32 * 1024 * 1024;

/** Where the bytes of a bundle are. */
export interface BundleFile {
  readonly handle: FileHandle;
  readonly entries: ReadonlyMap<string, TarEntry>;
}

/** Reads the parts of one record of a bundle as a daemon's are read. */
export class BundleReader implements RecordReader {
  readonly #file: BundleFile;
  readonly #logs: string | undefined;

  /** @param logs the digest of the record's progress */
  constructor(file: BundleFile, logs: string | undefined) {
    this.#file = file;
    this.#logs = logs;
  }

  /** The size of a blob, undefined when the bundle has none of that digest. */
  async contentSize(digest: string): Promise<number | undefined> {
    return this.#find(digest)?.size;
  }

  /** A blob, checked against its descriptor: its size before anything of it is in memory. */
  async readContent({ digest, size }: ContentDescriptor): Promise<Uint8Array> {
    const entry = this.#find(digest);
    if (entry !== undefined && entry.size !== size) {
      const message = `content of ${digest} has ${entry.size} bytes instead of ${size}`;
      throw new SlipwayError("protocol-error", message);
    }
    const chunks: Uint8Array[] = [];
    await this.streamContent(digest, (chunk) => {
      chunks.push(chunk);
    });
    return Buffer.concat(chunks);
  }

  /** A blob piece by piece; fails at the end of one that does not match its digest. */
  async streamContent(
    digest: string,
    take: TakeContent,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    const entry = this.#find(digest);
    if (entry === undefined) throw new SlipwayError("not-found", `the bundle has no content ${digest}`);
    const verifier = new DigestVerifier(digest, entry.size);
    for (let at = 0; at < entry.size; ) {
      signal?.throwIfAborted();
      const chunk = Buffer.alloc(Math.min(CHUNK, entry.size - at));
      const { bytesRead } = await this.#file.handle.read(chunk, 0, chunk.length, entry.offset + at);
      if (bytesRead === 0) break;
      verifier.update(chunk.subarray(0, bytesRead));
      await take(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
    verifier.verify();
  }

  /** The record's progress: messages, each after its length in four bytes, least significant first. */
  async status(_ref: string, onStatus: (status: SolveStatus) => void | Promise<void>): Promise<void> {
    if (this.#logs === undefined) return;
    let rest = Buffer.alloc(0);
    await this.streamContent(this.#logs, async (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      let at = 0;
      while (rest.length - at >= 4) {
        const length = rest.readUInt32LE(at);
        if (length > LARGEST_MESSAGE) throw new SlipwayError("protocol-error", "the bundle's log is damaged");
        if (rest.length - at - 4 < length) break;
        await onStatus(parseStatus(rest.subarray(at + 4, at + 4 + length)));
        at += 4 + length;
      }
      rest = rest.subarray(at);
    });
  }

  #find(digest: string): TarEntry | undefined {
    if (!isDigest(digest)) return undefined;
    const { algorithm, hex } = splitDigest(digest);
    return this.#file.entries.get(`blobs/${algorithm}/${hex}`);
  }
}
