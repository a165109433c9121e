import { SlipwayError } from "../../errors/index.js";
import type { Descriptor } from "../../oci/descriptor.js";
import { isIndexType } from "../../oci/descriptor.js";
import { formatPlatform, matchesPlatform, type Platform } from "../../oci/platform.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { encodeIndex, toPlatform } from "../combine/encode-index.js";
import type { CombinedImage, LoadedSource, SourcedEntry } from "../combine/loaded-source.js";
import { attestationType } from "../copy/referrer-types.js";

const referenceType = "vnd.docker.reference.type";
const referenceDigest = "vnd.docker.reference.digest";
const attestation = "attestation-manifest";

/**
 * The image with those platforms only, all when none are given. Attestations stay with their images, and images that
 * have theirs elsewhere in the repository get them listed beside them.
 *
 * @throws SlipwayError `not-found` when nothing is left; as ImageStore
 */
export async function filterPlatforms(
  image: CombinedImage,
  wanted: readonly Platform[],
): Promise<CombinedImage> {
  const { descriptor, content, parts } = image;
  if (!isIndexType(descriptor.mediaType)) return checkManifest(image, wanted);
  const isOwn = ({ platform }: Descriptor) =>
    platform === undefined || isWanted(toPlatform(platform), wanted);
  const own = new Set(parts.filter((part) => isOwn(part.descriptor)).map((part) => part.descriptor.digest));
  const kept = parts.filter(
    ({ descriptor: entry }) =>
      own.has(entry.digest) || (isAttestation(entry) && own.has(entry.annotations?.[referenceDigest] ?? "")),
  );
  if (kept.length === 0) {
    throw new SlipwayError("not-found", "none of the manifests match the provided platforms");
  }
  const added = (await Promise.all(kept.map((part) => findAttestation(part, kept)))).flat();
  if (added.length === 0 && kept.length === parts.length) return image;
  const entries = [...kept, ...added].map((part) => part.descriptor);
  const annotations = fieldOf(parseJson(Buffer.from(content).toString("utf8")), "annotations");
  const known = typeof annotations === "object" && annotations !== null ? annotations : {};
  return {
    ...encodeIndex(descriptor.mediaType, entries, known as Readonly<Record<string, string>>),
    parts: [...kept, ...added],
  };
}

function checkManifest(image: CombinedImage, wanted: readonly Platform[]): CombinedImage {
  const { platform } = image.descriptor;
  if (wanted.length === 0) return image;
  if (platform === undefined) {
    throw new SlipwayError(
      "unsupported",
      "cannot filter platforms from a manifest without platform information",
    );
  }
  if (isWanted(toPlatform(platform), wanted)) return image;
  throw new SlipwayError(
    "not-found",
    `input platform ${formatPlatform(toPlatform(platform))} does not match any of the provided platforms`,
  );
}

/** Every variant counts; of Windows the version, as far as one was given. */
function isWanted(platform: Platform, wanted: readonly Platform[]): boolean {
  if (wanted.length === 0) return true;
  return wanted.some((one) => {
    if (!matchesPlatform(one, platform, "strict")) return false;
    const { osVersion = "" } = one;
    if (platform.os !== "windows" || osVersion === "") return true;
    return `${platform.osVersion ?? ""}.`.startsWith(`${osVersion}.`);
  });
}

function isAttestation({ annotations }: Descriptor): boolean {
  return annotations?.[referenceType] === attestation;
}

/**
 * Begins to ask for what {@link filterPlatforms} will want to know of single images when all platforms are kept, while
 * other things of them are read.
 */
export function expectAttestations(sources: readonly LoadedSource[]): void {
  for (const { descriptor, store } of sources) {
    // Only a registry's answers take their time, and are remembered.
    if (store.domain === undefined || isIndexType(descriptor.mediaType)) continue;
    store.referrers(descriptor.digest).catch(() => undefined);
  }
}

/** The attestation of an image that the index does not list, from what refers to the image in its repository. */
async function findAttestation(
  { descriptor, source }: SourcedEntry,
  kept: readonly SourcedEntry[],
): Promise<readonly SourcedEntry[]> {
  if (isAttestation(descriptor) || isIndexType(descriptor.mediaType)) return [];
  const isOwn = (entry: Descriptor) =>
    isAttestation(entry) && entry.annotations?.[referenceDigest] === descriptor.digest;
  if (kept.some((part) => isOwn(part.descriptor))) return [];
  const referrers = await source.store.referrers(descriptor.digest);
  const found = referrers.find(({ artifactType }) => artifactType === attestationType);
  if (found === undefined) return [];
  const { artifactType: _, ...rest } = found;
  const annotations = {
    ...rest.annotations,
    [referenceType]: attestation,
    [referenceDigest]: descriptor.digest,
  };
  const platform = { architecture: "unknown", os: "unknown" };
  return [{ descriptor: { ...rest, annotations, platform }, source }];
}
