import { SlipwayError } from "../errors/index.js";
import {
  type Descriptor,
  type DescriptorPlatform,
  descriptorShape,
  isIndexType,
  isManifestType,
  MEDIA_TYPES,
} from "../oci/descriptor.js";
import { isDigest, sha256Digest, splitDigest } from "../oci/digest.js";
import { formatPlatform, type Platform } from "../oci/platform.js";
import type {
  RegistryCallOptions,
  RegistryClient,
  RegistryManifest,
} from "../oci/registry/index.js";
import { sortKeys, stringifyLikeGo } from "../util/go-json.js";
import { fieldOf, parseJson } from "../util/json-value.js";
import { list, object, optional, text } from "../util/shape.js";

/** Annotations of the index to make. Docker's manifest lists have no place for them: they are dropped there. */
export interface IndexAnnotations {
  /** Of the index itself. */
  readonly index: Readonly<Record<string, string>>;
  /** Of the descriptors in it: of every one, or of those for a platform in the form `linux/arm64`. */
  readonly descriptors: readonly {
    readonly platform: string | undefined;
    readonly key: string;
    readonly value: string;
  }[];
}

/** An index with the bytes that make up its digest. */
export type CombinedIndex = RegistryManifest;

/** The largest image config read, bytes. */
const configLimit = 8 * 1024 * 1024;

/**
 * One index of several manifests and indexes of a repository: indexes are replaced by what they list, what occurs twice
 * is merged. It is a Docker manifest list when all of it is Docker's, otherwise an OCI index. A single index without
 * annotations stays as it is. Nothing is written to the registry.
 *
 * @throws SlipwayError as RegistryClient does, `protocol-error` for content that is no manifest.
 */
export async function combineManifests(
  client: RegistryClient,
  repository: string,
  sources: readonly Descriptor[],
  annotations: IndexAnnotations,
  options: RegistryCallOptions = {},
): Promise<CombinedIndex> {
  const loaded = await Promise.all(
    sources.map(async ({ digest, ...rest }) => {
      const manifest = await client.getManifest(repository, digest, options);
      return { content: manifest.content, descriptor: { ...rest, ...manifest.descriptor } };
    }),
  );
  const [only] = loaded;
  const plain = Object.keys(annotations.index).length === 0 && annotations.descriptors.length === 0;
  if (only !== undefined && loaded.length === 1 && plain && isIndexType(only.descriptor.mediaType)) {
    return only;
  }
  const listed = await Promise.all(
    loaded.map(async ({ descriptor, content }) =>
      isIndexType(descriptor.mediaType)
        ? entriesOf(descriptor, content)
        : [await withPlatform(client, repository, descriptor, content, options)],
    ),
  );
  return encodeIndex(mergeDuplicates(listed.flat()), annotations);
}

function entriesOf({ digest }: Descriptor, content: Uint8Array): readonly Descriptor[] {
  const manifests: unknown = fieldOf(parseJson(Buffer.from(content).toString("utf8")), "manifests");
  const problem = list(descriptorShape)(manifests, "manifests");
  if (problem !== undefined) {
    throw new SlipwayError("protocol-error", `${digest} is no image index: ${problem}`);
  }
  const entries = manifests as readonly Descriptor[];
  for (const entry of entries) splitDigest(entry.digest);
  return entries;
}

/** The platform of a manifest that comes without one is in its config. */
async function withPlatform(
  client: RegistryClient,
  repository: string,
  descriptor: Descriptor,
  content: Uint8Array,
  options: RegistryCallOptions,
): Promise<Descriptor> {
  if (!isManifestType(descriptor.mediaType)) {
    throw new SlipwayError("unsupported", `${descriptor.mediaType} is not allowed in an image index`);
  }
  if (descriptor.platform?.os && descriptor.platform.architecture) return descriptor;
  const found = fieldOf(parseJson(Buffer.from(content).toString("utf8")), "config");
  const problem = descriptorShape(found, "config");
  const config = found as Descriptor;
  if (problem !== undefined || !isDigest(config.digest) || !(config.size <= configLimit)) {
    throw new SlipwayError("protocol-error", `${descriptor.digest} is no image manifest`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of client.readBlob(repository, config, options)) chunks.push(chunk);
  const image = parseJson(Buffer.concat(chunks).toString("utf8")) as Partial<DescriptorPlatform> | undefined;
  const wrong = object({ os: optional(text), architecture: optional(text), variant: optional(text) })(
    image,
    "it",
  );
  if (wrong !== undefined) {
    throw new SlipwayError("protocol-error", `${config.digest} is no image config: ${wrong}`);
  }
  const platform = { os: image?.os ?? "", architecture: image?.architecture ?? "" };
  return {
    ...descriptor,
    platform: { ...platform, ...(image?.variant ? { variant: image.variant } : {}) },
  };
}

/** The first of equal descriptors keeps its place and gets the others' platform and annotations. */
function mergeDuplicates(descriptors: readonly Descriptor[]): readonly Descriptor[] {
  const merged = new Map<string, Descriptor>();
  for (const descriptor of descriptors) {
    const { annotations: earlier, ...known } = merged.get(descriptor.digest) ?? descriptor;
    const annotations = { ...earlier, ...descriptor.annotations };
    merged.set(descriptor.digest, {
      ...known,
      ...(descriptor.platform === undefined ? {} : { platform: descriptor.platform }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    });
  }
  return [...merged.values()];
}

function encodeIndex(descriptors: readonly Descriptor[], annotations: IndexAnnotations): CombinedIndex {
  const isDocker = descriptors.every(({ mediaType }) => mediaType.startsWith("application/vnd.docker."));
  const mediaType = isDocker ? MEDIA_TYPES.dockerManifestList : MEDIA_TYPES.ociIndex;
  const annotated = isDocker ? descriptors : descriptors.map((entry) => annotate(entry, annotations));
  const index = {
    schemaVersion: 2,
    mediaType,
    manifests: annotated.map(inGoOrder),
    ...(isDocker || Object.keys(annotations.index).length === 0
      ? {}
      : { annotations: sortKeys(annotations.index) }),
  };
  const content = Buffer.from(stringifyLikeGo(index, 2));
  return { descriptor: { mediaType, digest: sha256Digest(content), size: content.length }, content };
}

function annotate(descriptor: Descriptor, { descriptors }: IndexAnnotations): Descriptor {
  const platform = descriptor.platform === undefined ? "" : formatPlatform(toPlatform(descriptor.platform));
  const added = descriptors.filter((item) => item.platform === undefined || item.platform === platform);
  if (added.length === 0) return descriptor;
  const annotations = Object.fromEntries(added.map(({ key, value }) => [key, value]));
  return { ...descriptor, annotations: { ...descriptor.annotations, ...annotations } };
}

function toPlatform({ os, architecture, variant }: DescriptorPlatform): Platform {
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** Fields in the order in which Go's types have them: the bytes, and so the digest, are then those of Buildx. */
function inGoOrder(descriptor: Descriptor): object {
  const { mediaType, digest, size, urls, annotations, data, platform, artifactType } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...(urls === undefined ? {} : { urls }),
    ...(annotations === undefined ? {} : { annotations: sortKeys(annotations) }),
    ...(data === undefined ? {} : { data }),
    ...(platform === undefined ? {} : { platform: platformInGoOrder(platform) }),
    ...(artifactType === undefined ? {} : { artifactType }),
  };
}

function platformInGoOrder(platform: DescriptorPlatform): object {
  const { architecture, os, variant } = platform;
  const version = platform["os.version"];
  const features = platform["os.features"];
  return {
    architecture,
    os,
    ...(version === undefined ? {} : { "os.version": version }),
    ...(features === undefined ? {} : { "os.features": features }),
    ...(variant === undefined ? {} : { variant }),
  };
}
