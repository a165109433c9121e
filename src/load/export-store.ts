import type { ContentIngest, ContentStore, ContentWriter, IngestStatus } from "../buildkit/session/index.js";
import { GrpcCode, GrpcError } from "../buildkit/transport/index.js";
import { readManifestBlobs } from "./built-image.js";
import type { ContentSource } from "./content-source.js";

/** How containerd names the write of a manifest or index (core/remotes/handlers.go, MakeRefKey). */
const documentRef = /^(manifest|index)-/;

/**
 * A content store that wants nothing: the daemon is told that every blob is there, because it can be read from the
 * daemon's own store, one at a time and only where it is needed. The answer about the image itself, which the daemon
 * writes last, is held back until `takeImage` has settled; until then the daemon's export keeps all its blobs alive.
 */
export function createExportStore(
  source: ContentSource,
  takeImage: (digest: string) => Promise<void>,
): ContentStore {
  const layersAndConfigs = new Set<string>();
  const isImage = async (kind: string, digest: string, size: number) =>
    kind === "index" || holdsAll(await source.readContent({ digest, size }), layersAndConfigs);
  const writer = async (ref: string, total: number, expected: string): Promise<ContentWriter> => {
    const kind = documentRef.exec(ref)?.[1];
    if (kind === undefined) {
      layersAndConfigs.add(expected);
      const size = await source.contentSize(expected);
      if (size === undefined) return lastByteWriter(ref, total, expected);
    } else if (await isImage(kind, expected, total)) {
      await takeImage(expected);
    }
    throw new GrpcError(GrpcCode.AlreadyExists, `content ${expected}: already exists`);
  };
  const missing = async (what: string): Promise<never> => {
    throw new GrpcError(GrpcCode.NotFound, `${what}: not found`);
  };
  const ingest: ContentIngest = {
    writer,
    status: (ref) => missing(`ingest ref ${JSON.stringify(ref)}`),
    statuses: async () => [],
    abort: async () => {},
    delete: (digest) => missing(`content ${digest}`),
  };
  return {
    info: (digest) => missing(`content ${digest}`),
    open: (digest) => missing(`content ${digest}`),
    async *list() {},
    ingest,
  };
}

/**
 * True when the manifest leads to each of the blobs. The daemon writes the manifests after all other blobs, so this is
 * the only manifest then; where there are several, each lacks what the others have, and an index follows.
 */
function holdsAll(manifest: Uint8Array, blobs: ReadonlySet<string>): boolean {
  const { config, layers } = readManifestBlobs(manifest);
  const own = new Set([config, ...layers].map(({ digest }) => digest));
  return [...blobs].every((digest) => own.has(digest));
}

/**
 * Has the daemon fetch a blob that it so far only knows where to find (a layer of a base image that no step has looked
 * into): it is told that the write broke off before the last byte, so it fetches the blob and sends that byte alone.
 */
function lastByteWriter(ref: string, total: number, expected: string): ContentWriter {
  const now = new Date();
  let status: IngestStatus = {
    ref,
    offset: Math.max(total - 1, 0),
    total,
    startedAt: now,
    updatedAt: now,
  };
  return {
    get status() {
      return status;
    },
    digest: () => expected,
    async write(data) {
      status = { ...status, offset: status.offset + data.byteLength, updatedAt: new Date() };
    },
    async truncate() {
      status = { ...status, offset: 0 };
    },
    async commit() {},
    async close() {},
  };
}
