import { list, map, number, object, optional, type Shape, text } from "../util/shape.js";

/** Media types of OCI images and of their Docker counterparts. */
export const MEDIA_TYPES = {
  ociIndex: "application/vnd.oci.image.index.v1+json",
  ociManifest: "application/vnd.oci.image.manifest.v1+json",
  ociConfig: "application/vnd.oci.image.config.v1+json",
  ociLayer: "application/vnd.oci.image.layer.v1.tar",
  ociLayerGzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  ociLayerZstd: "application/vnd.oci.image.layer.v1.tar+zstd",
  dockerManifestList: "application/vnd.docker.distribution.manifest.list.v2+json",
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  dockerConfig: "application/vnd.docker.container.image.v1+json",
  dockerLayerGzip: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  inToto: "application/vnd.in-toto+json",
} as const;

/** A platform as descriptors and image configs write it. */
export interface DescriptorPlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly "os.version"?: string;
  readonly "os.features"?: readonly string[];
}

/** Names content by digest. */
export interface Descriptor {
  readonly mediaType: string;
  /** `algorithm:hex`. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly platform?: DescriptorPlatform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly urls?: readonly string[];
  readonly artifactType?: string;
  /** The content itself, in base64. */
  readonly data?: string;
}

/** What a {@link Descriptor} from a registry or a daemon must be; the digest's own form is checked where it is used. */
export const descriptorShape: Shape = object({
  mediaType: text,
  digest: text,
  size: number,
  platform: optional(
    object({
      os: text,
      architecture: text,
      variant: optional(text),
      "os.version": optional(text),
      "os.features": optional(list(text)),
    }),
  ),
  annotations: optional(map(text)),
  urls: optional(list(text)),
  artifactType: optional(text),
  data: optional(text),
});

/** An image manifest. */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An image index, also Docker's manifest list and an OCI layout's index.json. */
export interface Index {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** True for the media types of an index or manifest list. */
export function isIndexType(mediaType: string): boolean {
  return mediaType === MEDIA_TYPES.ociIndex || mediaType === MEDIA_TYPES.dockerManifestList;
}

/** True for the media types of a single image's manifest. */
export function isManifestType(mediaType: string): boolean {
  return mediaType === MEDIA_TYPES.ociManifest || mediaType === MEDIA_TYPES.dockerManifest;
}
