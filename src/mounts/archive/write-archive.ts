import type { FileHandle } from "node:fs/promises";
import { SlipwayError } from "../../errors/index.js";
import { fileError } from "../../util/file-error.js";
import { openTemporaryFile, removeLeftovers } from "../../util/temporary-file.js";
import { ArchiveIndex } from "./archive-index.js";
import { ByteReader } from "./byte-reader.js";
import { type ArchiveMember, archiveHead, type MountArchive, readMembers } from "./mount-archive.js";
import { paddedSize } from "./tar-member.js";

/** What a new archive is made of. */
export interface ArchiveParts {
  /** Names the content. */
  readonly state: string;
  /** The archive that stays as it is but for the paths in `dropped`. */
  readonly earlier: MountArchive | undefined;
  /** Paths of the earlier archive that are gone or come anew. */
  readonly dropped: ReadonlySet<string>;
  /** The new entries, as a tar archive. */
  readonly added: AsyncIterable<Uint8Array>;
  /** How many entries there are in all. */
  readonly entries: number;
}

/** An archive that was written. */
export interface WrittenArchive {
  /** Bytes. */
  readonly size: number;
  /** Entries that came anew. */
  readonly added: number;
}

/** Bytes that are gathered before they are written. */
const bufferSize = 1 << 20;

/**
 * Writes an archive in one step: until it is complete, what was at `path` stays.
 *
 * @throws SlipwayError `corrupt-state` when the parts make no whole; `disk-full`, `io-error`
 */
export async function writeArchive(path: string, parts: ArchiveParts): Promise<WrittenArchive> {
  await removeLeftovers(path);
  const file = await openTemporaryFile(path, 0o644).catch((error: unknown) => {
    throw fileError("cannot write", path, error);
  });
  try {
    const written = await writeParts(file.handle, path, parts);
    await file.commit();
    return written;
  } catch (error) {
    await file.discard();
    throw error instanceof SlipwayError ? error : fileError("cannot write", path, error);
  }
}

async function writeParts(handle: FileHandle, path: string, parts: ArchiveParts): Promise<WrittenArchive> {
  const out = new BufferedFile(handle);
  const index = new ArchiveIndex("the archive of the cache mount");
  const copy = async ({ member, content }: ArchiveMember) => {
    index.add(member, member.head.length + paddedSize(member.size));
    await out.write(member.head);
    for await (const piece of content()) await out.write(piece);
  };
  await out.write(archiveHead(parts.state));
  if (parts.earlier !== undefined) {
    for await (const entry of parts.earlier.members()) {
      if (!parts.dropped.has(entry.member.path)) await copy(entry);
    }
  }
  const kept = index.entries.size;
  const reader = ByteReader.ofStream(parts.added, "what the builder sent");
  for await (const entry of readMembers(reader, "what the builder sent")) await copy(entry);
  index.check();
  if (index.entries.size !== parts.entries) {
    const message = `the builder sent ${index.entries.size} entries for ${path} where ${parts.entries} were to come`;
    throw new SlipwayError("protocol-error", message);
  }
  await out.write(Buffer.alloc(1024));
  await out.flush();
  return { size: out.size, added: index.entries.size - kept };
}

/** Joins small pieces: an entry's header and content are a few hundred bytes each. */
class BufferedFile {
  #parts: Uint8Array[] = [];
  #waiting = 0;
  size = 0;

  constructor(private readonly handle: FileHandle) {}

  async write(bytes: Uint8Array): Promise<void> {
    this.#parts.push(bytes);
    this.#waiting += bytes.byteLength;
    this.size += bytes.byteLength;
    if (this.#waiting >= bufferSize) await this.flush();
  }

  async flush(): Promise<void> {
    const parts = this.#parts;
    this.#parts = [];
    this.#waiting = 0;
    await this.handle.appendFile(Buffer.concat(parts));
  }
}
