import { type Descriptor, type DescriptorPlatform, MEDIA_TYPES } from "../../oci/descriptor.js";
import { sha256Digest } from "../../oci/digest.js";
import { inGoOrder } from "../../oci/go-descriptor.js";
import { formatPlatform, type Platform } from "../../oci/platform.js";
import { sortKeys, stringifyLikeGo } from "../../util/go-json.js";
import type { IndexAnnotations } from "../annotations/index-annotations.js";
import type { StoredManifest } from "../store/image-store.js";

/** True when all entries are Docker's, so that a manifest list of Docker's can hold them. */
export function isDockerOnly(entries: readonly Descriptor[]): boolean {
  return entries.every(({ mediaType }) => mediaType.startsWith("application/vnd.docker."));
}

/** The entries with the annotations that were asked for. */
export function annotateEntry(descriptor: Descriptor, { descriptors }: IndexAnnotations): Descriptor {
  const { platform } = descriptor;
  // Versions and features of an operating system are not part of the name.
  const { os = "", architecture = "", variant } = platform ?? {};
  const name = platform && formatPlatform({ os, architecture, ...(variant ? { variant } : {}) });
  const added = descriptors.filter((item) => item.platform === undefined || item.platform === name);
  if (added.length === 0) return descriptor;
  const annotations = Object.fromEntries(added.map(({ key, value }) => [key, value]));
  return { ...descriptor, annotations: { ...descriptor.annotations, ...annotations } };
}

/** A descriptor's platform as the rest of the program has it. */
export function toPlatform(platform: DescriptorPlatform): Platform {
  const { os, architecture, variant } = platform;
  const osVersion = platform["os.version"];
  const osFeatures = platform["os.features"];
  return {
    os,
    architecture,
    ...(variant ? { variant } : {}),
    ...(osVersion ? { osVersion } : {}),
    ...(osFeatures?.length ? { osFeatures } : {}),
  };
}

/** An index of Buildx's form, to the byte. */
export function encodeIndex(
  mediaType: string,
  entries: readonly Descriptor[],
  annotations: Readonly<Record<string, string>>,
): StoredManifest {
  const index = {
    schemaVersion: 2,
    mediaType,
    manifests: entries.map(inGoOrder),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations: sortKeys(annotations) }),
  };
  const content = Buffer.from(stringifyLikeGo(index, 2));
  return { descriptor: { mediaType, digest: sha256Digest(content), size: content.length }, content };
}

/** The type of an index that holds these. */
export function indexTypeFor(entries: readonly Descriptor[]): string {
  return isDockerOnly(entries) ? MEDIA_TYPES.dockerManifestList : MEDIA_TYPES.ociIndex;
}
