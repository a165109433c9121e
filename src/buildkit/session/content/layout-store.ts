import { type FileHandle, open, stat } from "node:fs/promises";
import { layoutBlobPath, listBlobs } from "../../../oci/layout/index.js";
import { errorCode } from "../../../util/error-code.js";
import { GrpcCode, GrpcError } from "../../transport/types.js";
import { contentError, contentNotFound } from "./content-errors.js";
import type { ContentInfo, ContentReader, ContentStore } from "./content-store.js";
import { LayoutIngest } from "./layout-ingest.js";

/** The blobs of the OCI image layout in `directory`; `read-only` unless the daemon is to bring new ones. */
export function createLayoutStore(directory: string, access: "read-only" | "read-write"): ContentStore {
  const store: ContentStore = {
    info: (digest) => infoOf(directory, digest),
    open: (digest) => openBlob(directory, digest),
    list: () => listInfo(directory),
  };
  return access === "read-only" ? store : { ...store, ingest: new LayoutIngest(directory) };
}

async function infoOf(directory: string, digest: string): Promise<ContentInfo> {
  const path = layoutBlobPath(directory, digest);
  try {
    const { size, mtime, atime } = await stat(path);
    return { digest, size, createdAt: mtime, updatedAt: atime };
  } catch (error) {
    throw readError(path, digest, error);
  }
}

async function openBlob(directory: string, digest: string): Promise<ContentReader> {
  const path = layoutBlobPath(directory, digest);
  try {
    const file = await open(path);
    const { size } = await file.stat();
    return {
      size,
      read: (views, position) => readFully(file, views, position, digest),
      close: () => file.close(),
    };
  } catch (error) {
    throw readError(path, digest, error);
  }
}

/** readv may stop short, though not on a local file that stays as it is. */
async function readFully(
  file: FileHandle,
  views: readonly Uint8Array[],
  position: number,
  digest: string,
): Promise<void> {
  const wanted = views.reduce((sum, view) => sum + view.byteLength, 0);
  let { bytesRead: done } = await file.readv(views, position);
  while (done < wanted) {
    const { bytesRead } = await file.readv(after(views, done), position + done);
    if (bytesRead === 0) throw new GrpcError(GrpcCode.DataLoss, `content ${digest} ended early`);
    done += bytesRead;
  }
}

/** What is left of `views` after their first `count` bytes. */
function after(views: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  return views.flatMap((view) => {
    const rest = view.subarray(Math.min(skip, view.byteLength));
    skip -= view.byteLength - rest.byteLength;
    return rest.byteLength === 0 ? [] : [rest];
  });
}

async function* listInfo(directory: string): AsyncGenerator<ContentInfo> {
  for (const digest of await listBlobs(directory)) yield await infoOf(directory, digest);
}

function readError(path: string, digest: string, error: unknown): Error {
  return errorCode(error) === "ENOENT" ? contentNotFound(digest) : contentError("read", path, error);
}
