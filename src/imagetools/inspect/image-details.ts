import { type Descriptor, isIndexType } from "../../oci/descriptor.js";
import { formatPlatform, normalizePlatform } from "../../oci/platform.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { toPlatform } from "../combine/encode-index.js";
import { indexEntries } from "../combine/index-entries.js";
import { manifestChildren } from "../copy/manifest-children.js";
import type { ImageStore, StoredManifest } from "../store/image-store.js";
import { readWholeBlob } from "../store/read-blob.js";

/** One image of an index, or the only one. */
export interface ImageDetails {
  /** `linux/arm64`, `linux/arm/v7`. */
  readonly platform: string;
  /** The image's config as it is. */
  readonly config: unknown;
  /** The manifests of its attestations that the index lists. */
  readonly attestations: readonly StoredManifest[];
}

/** The largest config read, bytes. */
const configLimit = 8 * 1024 * 1024;
/** How deep indexes may lie in indexes. */
const depthLimit = 4;
const referenceKeys = ["com.docker.reference.digest", "vnd.docker.reference.digest"];

/** Fetches every image that is listed, and the manifests of attestations, all at once. Rejects as ImageStore. */
export async function imageDetails(
  store: ImageStore,
  image: StoredManifest,
  signal: AbortSignal | undefined,
): Promise<readonly ImageDetails[]> {
  const { descriptor, content } = image;
  const manifests = await loadListed(store, { descriptor, content }, new Set(), depthLimit);
  const images = manifests.filter((one) => subjectOf(one.descriptor) === undefined);
  return Promise.all(
    images.map(async (one) => {
      const config = await readConfig(store, one, signal);
      const attestations = manifests.filter((other) => subjectOf(other.descriptor) === one.descriptor.digest);
      return { platform: platformOf(one.descriptor, config), config, attestations };
    }),
  );
}

/** The manifests below an index, those of indexes in it included; a single one is itself. */
async function loadListed(
  store: ImageStore,
  image: StoredManifest,
  seen: Set<string>,
  depth: number,
): Promise<readonly StoredManifest[]> {
  const { descriptor, content } = image;
  if (!isIndexType(descriptor.mediaType)) return [image];
  const entries = indexEntries(descriptor.digest, content).filter(({ digest }) => !seen.has(digest));
  for (const { digest } of entries) seen.add(digest);
  if (depth === 0) return [];
  const below = await Promise.all(
    entries.map(async (entry) => {
      const loaded = await store.load(store.placeOf(entry.digest));
      return loadListed(store, { descriptor: entry, content: loaded.content }, seen, depth - 1);
    }),
  );
  return below.flat();
}

function subjectOf({ annotations }: Descriptor): string | undefined {
  return referenceKeys.map((key) => annotations?.[key]).find((digest) => digest !== undefined);
}

/** Undefined for what has no config. */
async function readConfig(
  store: ImageStore,
  manifest: StoredManifest,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const config = fieldOf(parseJson(Buffer.from(manifest.content).toString("utf8")), "config");
  const [checked] = manifestChildren(manifest).blobs;
  if (config === undefined || checked === undefined) return undefined;
  return parseJson((await readWholeBlob(store, checked, configLimit, signal)).toString("utf8"));
}

/** The config says more reliably what an image is for than the entry of an index, which may leave it out. */
function platformOf({ platform }: Descriptor, config: unknown): string {
  const text = (key: string) => {
    const value = fieldOf(config, key);
    return typeof value === "string" ? value : "";
  };
  const own = platform ?? { os: text("os"), architecture: text("architecture"), variant: text("variant") };
  const { os, architecture, variant } = toPlatform(own);
  return formatPlatform(normalizePlatform({ os, architecture, ...(variant ? { variant } : {}) }));
}
