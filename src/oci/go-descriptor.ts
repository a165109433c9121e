import { sortKeys } from "../util/go-json.js";
import type { Descriptor, DescriptorPlatform } from "./descriptor.js";

/** Fields in the order in which Go's types have them: the bytes, and so the digest, are then those of Buildx. */
export function inGoOrder(descriptor: Descriptor): object {
  const { mediaType, digest, size, urls, annotations, data, platform, artifactType } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...(urls?.length ? { urls } : {}),
    ...(annotations && Object.keys(annotations).length > 0 ? { annotations: sortKeys(annotations) } : {}),
    ...(data ? { data } : {}),
    ...(platform ? { platform: platformInGoOrder(platform) } : {}),
    ...(artifactType ? { artifactType } : {}),
  };
}

/** As {@link inGoOrder}. */
export function platformInGoOrder(platform: DescriptorPlatform): object {
  const { architecture, os, variant } = platform;
  const version = platform["os.version"];
  const features = platform["os.features"];
  return {
    architecture,
    os,
    ...(version ? { "os.version": version } : {}),
    ...(features?.length ? { "os.features": features } : {}),
    ...(variant ? { variant } : {}),
  };
}
