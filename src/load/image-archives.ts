import { SlipwayError } from "../errors/index.js";
import { MEDIA_TYPES } from "../oci/descriptor.js";
import { splitDigest } from "../oci/digest.js";
import { familiarReference, formatReference, type Reference } from "../oci/reference.js";
import type { BuiltImage, ImageLayer, ImageManifest } from "./built-image.js";
import type { ArchiveEntry } from "./pack-archive.js";

/** The image of a classic store: there is room for one platform and no attestations. */
export function singleImage({ root, manifests }: BuiltImage): ImageManifest {
  const [image, ...others] = manifests.filter(({ isAttestation }) => !isAttestation);
  if (image !== undefined && others.length === 0) return image;
  throw new SlipwayError(
    "unsupported",
    `the engine's image store takes one platform, and ${root.digest} has more`,
    {
      hint: "choose one with --platform, or turn on the containerd image store",
    },
  );
}

/**
 * An archive as `docker save` writes it, with no more of the layers than `layers`. An engine looks for a layer's file
 * only when it does not have the layer.
 */
export function dockerArchive(
  image: BuiltImage,
  names: readonly Reference[],
  layers: readonly ImageLayer[],
): ArchiveEntry[] {
  const single = singleImage(image);
  const manifest = {
    Config: blobPath(single.config),
    RepoTags: names.map(familiarReference),
    Layers: single.layers.map(({ digest }) => blobPath(digest)),
  };
  return [
    { path: "manifest.json", content: Buffer.from(JSON.stringify([manifest])) },
    ...documents(image, [single.config]),
    ...blobs(layers),
  ];
}

/** An OCI image layout in an archive, with no more of the layers than `layers`; the engine names the image `names`. */
export function ociArchive(
  image: BuiltImage,
  names: readonly Reference[],
  layers: readonly ImageLayer[],
): ArchiveEntry[] {
  const { mediaType, digest, size } = image.root;
  const entry = { mediaType, digest, size };
  const named = names.map((name) => ({
    ...entry,
    annotations: {
      "io.containerd.image.name": formatReference(name),
      "org.opencontainers.image.ref.name": name.tag ?? "",
    },
  }));
  const index = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociIndex,
    manifests: named.length === 0 ? [entry] : named,
  };
  return [
    { path: "oci-layout", content: Buffer.from('{"imageLayoutVersion":"1.0.0"}') },
    { path: "index.json", content: Buffer.from(JSON.stringify(index)) },
    ...documents(image, [...image.documents.keys()]),
    ...blobs(layers),
  ];
}

function documents(image: BuiltImage, digests: readonly string[]): ArchiveEntry[] {
  return digests.map((digest) => ({
    path: blobPath(digest),
    content: image.documents.get(digest) ?? new Uint8Array(),
  }));
}

/** A layer that an image has twice is one file. */
function blobs(layers: readonly ImageLayer[]): ArchiveEntry[] {
  const byDigest = new Map(layers.map((layer) => [layer.digest, layer]));
  return [...byDigest.values()].map((blob) => ({ path: blobPath(blob.digest), blob }));
}

function blobPath(digest: string): string {
  const { algorithm, hex } = splitDigest(digest);
  return `blobs/${algorithm}/${hex}`;
}
