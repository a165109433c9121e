import { PassThrough, type Readable } from "node:stream";
import type { ContentDescriptor } from "../buildkit/client/index.js";
import { SlipwayError } from "../errors/index.js";
import type { ContentSource } from "./content-source.js";
import { TAR_BLOCK, type TarEntryOptions, tarHeader, tarPadding } from "./tar-header.js";

/** A file of an archive: its bytes, or the blob that holds them. */
export type ArchiveEntry = TarEntryOptions &
  (
    | { readonly path: string; readonly content: Uint8Array }
    | { readonly path: string; readonly blob: ContentDescriptor }
  );

/** Bytes that wait for the engine before the daemon is slowed down. */
const bufferSize = 1 << 20;

/**
 * A tar archive of the entries. Blobs are read one after the other and only as fast as the archive is, so no more than a
 * few megabytes of it are in memory. The stream fails when a blob cannot be read; destroying it ends the reading.
 */
export function packArchive(
  source: Pick<ContentSource, "streamContent">,
  entries: readonly ArchiveEntry[],
): Readable {
  const archive = new PassThrough({ highWaterMark: bufferSize });
  const stop = new AbortController();
  archive.once("close", () => stop.abort());
  // Whoever reads the archive gets the error; nobody may be reading any more.
  archive.on("error", () => {});
  writeEntries(archive, source, entries, stop.signal).catch((reason: unknown) =>
    archive.destroy(SlipwayError.from(reason)),
  );
  return archive;
}

/** Bytes of the archive that {@link packArchive} makes of the entries. */
export function archiveSize(entries: readonly ArchiveEntry[]): number {
  const sizes = entries.map((entry) => ("content" in entry ? entry.content.byteLength : entry.blob.size));
  return sizes.reduce((sum, size) => sum + TAR_BLOCK + size + tarPadding(size).byteLength, 2 * TAR_BLOCK);
}

async function writeEntries(
  archive: PassThrough,
  source: Pick<ContentSource, "streamContent">,
  entries: readonly ArchiveEntry[],
  signal: AbortSignal,
): Promise<void> {
  for (const entry of entries) {
    const size = "content" in entry ? entry.content.byteLength : entry.blob.size;
    await write(archive, tarHeader(entry.path, size, entry));
    if ("content" in entry) await write(archive, entry.content);
    else await copyBlob(archive, source, entry.blob, signal);
    await write(archive, tarPadding(size));
  }
  archive.end(Buffer.alloc(2 * TAR_BLOCK));
}

async function copyBlob(
  archive: PassThrough,
  source: Pick<ContentSource, "streamContent">,
  { digest, size }: ContentDescriptor,
  signal: AbortSignal,
): Promise<void> {
  let copied = 0;
  const take = (chunk: Uint8Array) => {
    copied += chunk.byteLength;
    if (copied > size) throw wrongSize(digest, size);
    return write(archive, chunk);
  };
  await source.streamContent(digest, take, { signal });
  if (copied !== size) throw wrongSize(digest, size);
}

function wrongSize(digest: string, size: number): SlipwayError {
  return new SlipwayError("protocol-error", `content ${digest} has not the ${size} bytes its manifest says`);
}

/** Returns at once while there is room; otherwise resolves when the reader has caught up or gone away. */
function write(archive: PassThrough, chunk: Uint8Array): void | Promise<void> {
  if (archive.destroyed || archive.write(chunk)) return;
  return new Promise((resolve) => {
    const proceed = () => {
      archive.off("drain", proceed).off("close", proceed);
      resolve();
    };
    archive.on("drain", proceed).on("close", proceed);
  });
}
