import { open, stat } from "node:fs/promises";
import { layoutBlobPath, listBlobs } from "../../../oci/layout/index.js";
import { errorCode } from "../../../util/error-code.js";
import { contentError, contentNotFound } from "./content-errors.js";
import type { ContentInfo, ContentReader, ContentStore } from "./content-store.js";
import { LayoutIngest } from "./layout-ingest.js";
import type { LayoutWatch } from "./layout-watch.js";
import { readFully } from "./read-fully.js";

/** The blobs of the OCI image layout in `directory`; `read-only` unless the daemon is to bring new ones. */
export function createLayoutStore(
  directory: string,
  access: "read-only" | "read-write",
  watch: LayoutWatch = {},
): ContentStore {
  const store: ContentStore = {
    info: (digest) => infoOf(directory, digest),
    open: (digest) => openBlob(directory, digest),
    list: () => listInfo(directory),
  };
  return access === "read-only" ? store : { ...store, ingest: new LayoutIngest(directory, watch) };
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

async function* listInfo(directory: string): AsyncGenerator<ContentInfo> {
  for (const digest of await listBlobs(directory)) yield await infoOf(directory, digest);
}

function readError(path: string, digest: string, error: unknown): Error {
  return errorCode(error) === "ENOENT" ? contentNotFound(digest) : contentError("read", path, error);
}
