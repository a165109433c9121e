import type { EngineInfo } from "../engine/contract/engine.js";
import { SlipwayError } from "../errors/index.js";
import { formatPlatform, matchesPlatform, normalizePlatform, type Platform } from "../oci/platform.js";
import type { Reference } from "../oci/reference.js";
import type { ImageManifest } from "./built-image.js";
import { loadIntoClassicStore } from "./classic-store.js";
import type { ImageLoad } from "./image-load.js";

/** Which of an image's platforms a store that has room for one in an image is given. */
export interface PlatformChoice {
  /** Each gets a tag of its own: `app:1-arm64`. Default: only the engine's own platform is loaded, under the tag. */
  readonly all: boolean;
  /** Another load brings the platforms that this one lacks, so that the engine's own need not be here. */
  readonly mayMiss: boolean;
}

/**
 * Loads an image of several platforms into a store of unpacked layers, as an image for each that is wanted: the engine's
 * own platform has the tags. A layer that platforms share is sent with the first of them.
 *
 * @throws SlipwayError `unsupported` when the engine's platform is wanted alone and is not there, and what loading throws.
 */
export async function loadPlatforms(load: ImageLoad, { all, mayMiss }: PlatformChoice): Promise<void> {
  const images = load.image.manifests.filter(({ isAttestation }) => !isAttestation);
  const [only] = images;
  if (images.length === 1 && !all && !mayMiss) return loadIntoClassicStore(load);
  const native = engineOf(await load.engine.info({ signal: load.signal }));
  const own = images.length === 1 && !mayMiss ? only : ownImage(images, native);
  if (own === undefined && !all && !mayMiss) throw withoutOwn(images, native);
  for (const manifest of images) {
    const names = manifest === own ? load.names : [];
    if (!all && manifest !== own) continue;
    const tagged = all ? [...names, ...load.names.map((name) => taggedFor(name, manifest))] : names;
    await loadIntoClassicStore({ ...load, image: { ...load.image, manifests: [manifest] }, names: tagged });
  }
}

function engineOf({ OSType = "linux", Architecture = "" }: EngineInfo): Platform {
  return normalizePlatform({ os: OSType, architecture: Architecture });
}

/** The platform itself before one that its machine also runs. */
function ownImage(images: readonly ImageManifest[], native: Platform): ImageManifest | undefined {
  const fits = (mode: "strict" | "compatible") =>
    images.find(({ platform }) => platform !== undefined && matchesPlatform(platform, native, mode));
  return fits("strict") ?? fits("compatible");
}

/** `app:1` for `linux/arm/v7` is `app:1-arm-v7`; only another system than Linux is in the tag. */
function taggedFor(name: Reference, { platform }: ImageManifest): Reference {
  if (platform === undefined) return name;
  const { os, architecture, variant } = normalizePlatform(platform);
  const parts = [...(os === "linux" ? [] : [os]), architecture, ...(variant ? [variant] : [])];
  return { ...name, tag: `${name.tag ?? "latest"}-${parts.join("-")}` };
}

function withoutOwn(images: readonly ImageManifest[], native: Platform): SlipwayError {
  const has = images.flatMap(({ platform }) => (platform === undefined ? [] : [formatPlatform(platform)]));
  return new SlipwayError(
    "unsupported",
    `none of the platforms ${has.join(", ")} is the engine's, ${formatPlatform(native)}, and its image store takes one platform`,
    { hint: "`--load=all` loads each under a tag of its own; a containerd image store takes them together" },
  );
}
