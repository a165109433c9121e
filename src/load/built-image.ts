import type { ContentDescriptor } from "../buildkit/client/index.js";
import { SlipwayError } from "../errors/index.js";
import { type Descriptor, isIndexType, MEDIA_TYPES } from "../oci/descriptor.js";
import { isDigest, sha256Digest } from "../oci/digest.js";
import type { Platform } from "../oci/platform.js";
import { fieldOf, parseJson } from "../util/json-value.js";
import type { ContentSource } from "./content-source.js";

/** A layer as it is stored, and what it is once unpacked. */
export interface ImageLayer extends ContentDescriptor {
  /** The digest of the uncompressed layer, which is how engines name it. */
  readonly diffId: string | undefined;
}

/** A manifest with what it leads to. */
export interface ImageManifest {
  readonly digest: string;
  /** The config's digest: the image's id in a classic store. */
  readonly config: string;
  /** The lowest first. */
  readonly layers: readonly ImageLayer[];
  /** What its config says it is for; undefined where that says nothing. */
  readonly platform?: Platform | undefined;
  /** It describes another manifest and is no image itself. */
  readonly isAttestation: boolean;
}

/** A built image in the daemon's content store: everything but the layers' bytes. */
export interface BuiltImage {
  /** The index, or the only manifest. Its digest is the image's id in a containerd store. */
  readonly root: ContentDescriptor & { readonly mediaType: string };
  readonly manifests: readonly ImageManifest[];
  /** Index, manifests and configs by digest. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
}

/** The annotation of a descriptor in an index that tells attestations from images; BuildKit's own. */
const referenceType = "vnd.docker.reference.type";

/**
 * Reads an image's index, manifests and configs.
 *
 * @throws SlipwayError `not-found` when the daemon lacks one of them, `protocol-error` when one is not what it should be.
 */
export async function readBuiltImage(
  source: ContentSource,
  digest: string,
  signal: AbortSignal,
): Promise<BuiltImage> {
  const documents = new Map<string, Uint8Array>();
  const read = async (descriptor: ContentDescriptor): Promise<unknown> => {
    const content = await source.readContent(descriptor, { signal });
    documents.set(descriptor.digest, content);
    return parseJson(Buffer.from(content).toString("utf8"));
  };
  const size = await source.contentSize(digest, { signal });
  if (size === undefined) throw new SlipwayError("not-found", `the daemon has no image ${digest}`);
  const document = await read({ digest, size });
  const children = fieldOf(document, "manifests");
  const mediaType = mediaTypeOf(document, children !== undefined);
  if (!isIndexType(mediaType)) {
    const manifest = await readManifest(digest, document, read, false);
    return { root: { digest, size, mediaType }, manifests: [manifest], documents };
  }
  const manifests: ImageManifest[] = [];
  for (const child of descriptors(children, digest)) {
    const isAttestation = child.annotations?.[referenceType] === "attestation-manifest";
    manifests.push(await readManifest(child.digest, await read(child), read, isAttestation));
  }
  return { root: { digest, size, mediaType }, manifests, documents };
}

/** OCI documents may leave their media type out. */
function mediaTypeOf(document: unknown, hasManifests: boolean): string {
  const mediaType = fieldOf(document, "mediaType");
  if (typeof mediaType === "string" && mediaType !== "") return mediaType;
  return hasManifests ? MEDIA_TYPES.ociIndex : MEDIA_TYPES.ociManifest;
}

async function readManifest(
  digest: string,
  manifest: unknown,
  read: (descriptor: ContentDescriptor) => Promise<unknown>,
  isAttestation: boolean,
): Promise<ImageManifest> {
  const { config, layers } = manifestBlobs(manifest, digest);
  const document = await read(config);
  const diffIds = fieldOf(fieldOf(document, "rootfs"), "diff_ids");
  const withDiffIds = layers.map((layer, index) => {
    const diffId: unknown = Array.isArray(diffIds) ? diffIds[index] : undefined;
    return {
      digest: layer.digest,
      size: layer.size,
      diffId: typeof diffId === "string" ? diffId : undefined,
    };
  });
  return {
    digest,
    config: config.digest,
    platform: platformOf(document),
    layers: withDiffIds,
    isAttestation,
  };
}

function platformOf(config: unknown): Platform | undefined {
  const [os, architecture, variant] = ["os", "architecture", "variant"].map((key) => fieldOf(config, key));
  if (typeof os !== "string" || typeof architecture !== "string") return undefined;
  return { os, architecture, ...(typeof variant === "string" && variant !== "" && { variant }) };
}

/** What a manifest names. */
export interface ManifestBlobs {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** Reads a manifest alone. Throws SlipwayError `protocol-error` when it is none. */
export function readManifestBlobs(content: Uint8Array): ManifestBlobs {
  return manifestBlobs(parseJson(Buffer.from(content).toString("utf8")), sha256Digest(content));
}

function manifestBlobs(manifest: unknown, digest: string): ManifestBlobs {
  const [config] = descriptors([fieldOf(manifest, "config")], digest);
  if (config === undefined) throw malformed(digest);
  return { config, layers: descriptors(fieldOf(manifest, "layers") ?? [], digest) };
}

function descriptors(values: unknown, owner: string): readonly Descriptor[] {
  if (!Array.isArray(values) || !values.every(isDescriptor)) throw malformed(owner);
  return values;
}

function isDescriptor(value: unknown): value is Descriptor {
  return isDigest(String(fieldOf(value, "digest"))) && Number.isSafeInteger(fieldOf(value, "size"));
}

function malformed(digest: string): SlipwayError {
  return new SlipwayError("protocol-error", `${digest} is no image manifest`);
}
