import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { canceledError, SlipwayError } from "../../errors/index.js";
import { type ArchiveEntry, packArchive } from "../../load/index.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { splitDigest } from "../../oci/digest.js";
import { stringifyLikeGo } from "../../util/go-json.js";
import type { BundleBlob, BundleBlobs, BundleDescriptor } from "./bundle-blobs.js";

/**
 * Writes a bundle: an OCI layout with one entry, as a compressed tar archive. Nothing of it but the small documents and
 * what is on its way is in memory.
 *
 * @throws SlipwayError `canceled`, `io-error`, what a daemon reports.
 */
export async function writeBundle(
  root: BundleDescriptor,
  blobs: BundleBlobs,
  output: Writable,
  signal: AbortSignal | undefined,
): Promise<void> {
  const archive = packArchive(blobs, entriesOf(root, blobs.sorted()));
  try {
    await pipeline(archive, createGzip(), output, { signal, end: true });
  } catch (reason) {
    throw signal?.aborted ? canceledError(signal) : SlipwayError.from(reason, "io-error");
  }
}

function entriesOf(root: BundleDescriptor, blobs: readonly BundleBlob[]): ArchiveEntry[] {
  const nothing = new Uint8Array();
  const directory = (path: string) => ({ path, content: nothing, directory: true, mode: 0o755 });
  const algorithms = [...new Set(blobs.map(({ digest }) => splitDigest(digest).algorithm))];
  return [
    directory("blobs/"),
    ...algorithms.map((algorithm) => directory(`blobs/${algorithm}/`)),
    ...blobs.map((blob) => {
      const { algorithm, hex } = splitDigest(blob.digest);
      const entry = { path: `blobs/${algorithm}/${hex}`, mode: 0o444 };
      return "content" in blob ? { ...entry, content: blob.content } : { ...entry, blob };
    }),
    { path: "index.json", content: document({ ...indexOf([root]) }), mode: 0o644 },
    { path: "oci-layout", content: document({ imageLayoutVersion: "1.0.0" }), mode: 0o444 },
  ];
}

/** An OCI index of these manifests. */
export function indexOf(manifests: readonly BundleDescriptor[]): object {
  return { schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests };
}

function document(value: object): Uint8Array {
  return Buffer.from(stringifyLikeGo(value));
}
