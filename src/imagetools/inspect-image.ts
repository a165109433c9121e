import { withCaller } from "../errors/index.js";
import { type Descriptor, type Index, isIndexType } from "../oci/descriptor.js";
import { fieldOf, parseJson } from "../util/json-value.js";
import { checkNeeded, checkOptions, text } from "../util/options/index.js";
import { indexEntries } from "./combine/index-entries.js";
import { inspectImageOptions } from "./describe-options.js";
import type { InspectImageOptions } from "./image-options.js";
import { imageDetails } from "./inspect/image-details.js";
import { readProvenance, readSboms } from "./inspect/read-attestations.js";
import { formatLocation, parseLocation } from "./location/image-location.js";
import { openImageStores } from "./open-image-stores.js";
import type { ImageStore } from "./store/image-store.js";

export type { InspectImageOptions } from "./image-options.js";

/** An image as a registry, or an OCI layout, has it. */
export interface ImageInspection {
  /** The reference in full: `docker.io/library/alpine:latest`. */
  readonly name: string;
  readonly descriptor: Descriptor;
  /** Exactly the bytes of the index or manifest. */
  readonly content: Uint8Array;
  /** What the index lists; undefined for the manifest of a single image. */
  readonly index: Pick<Index, "manifests" | "annotations"> | undefined;
  /** The images for each platform; empty unless {@link InspectImageOptions.images} was set. */
  readonly images: readonly InspectedPlatform[];
}

/** One image of an index, or the only one. */
export interface InspectedPlatform {
  /** `linux/arm64`, `linux/arm/v7`. */
  readonly platform: string;
  /** The image's config as it is; undefined where there is none. */
  readonly config: unknown;
  /** Reads the bills of materials (SPDX) that are attested. Rejects as {@link inspectImage}. */
  sboms(): Promise<readonly unknown[]>;
  /** Reads the provenance (SLSA) that is attested, undefined for none. Rejects as {@link inspectImage}. */
  provenance(): Promise<unknown>;
}

/**
 * Shows an image without pulling it.
 *
 * @param name a reference, or `oci-layout://PATH[:TAG][@DIGEST]`
 * @throws SlipwayError `invalid-argument`, `not-found`, `auth-failed`, `registry-error`, `protocol-error`, `io-error`,
 * `corrupt-state`, `canceled`
 */
export async function inspectImage(
  name: string,
  options: InspectImageOptions = {},
): Promise<ImageInspection> {
  return withCaller(inspectImage, () => {
    checkNeeded("inspectImage", "name", text, name);
    checkOptions("inspectImage", inspectImageOptions, options);
    return inspect(name, options);
  });
}

async function inspect(name: string, options: InspectImageOptions): Promise<ImageInspection> {
  const location = parseLocation(name);
  const stores = await openImageStores(options);
  const store = await stores.of(location);
  const { descriptor, content } = await store.load(location);
  const details = options.images ? await imageDetails(store, { descriptor, content }, options.signal) : [];
  return {
    name: formatLocation(location),
    descriptor,
    content,
    index: isIndexType(descriptor.mediaType) ? readIndex(descriptor, content) : undefined,
    images: details.map((one) => withReaders(one, store, options.signal)),
  };
}

function withReaders(
  { platform, config, attestations }: Awaited<ReturnType<typeof imageDetails>>[number],
  store: ImageStore,
  signal: AbortSignal | undefined,
): InspectedPlatform {
  return {
    platform,
    config,
    sboms: () => readSboms(store, attestations, signal),
    provenance: () => readProvenance(store, attestations, signal),
  };
}

function readIndex({ digest }: Descriptor, content: Uint8Array): ImageInspection["index"] {
  const annotations = fieldOf(parseJson(Buffer.from(content).toString("utf8")), "annotations");
  const manifests = indexEntries(digest, content);
  if (typeof annotations !== "object" || annotations === null) return { manifests };
  return { manifests, annotations: annotations as Readonly<Record<string, string>> };
}
