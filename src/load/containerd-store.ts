import type { ImageInspect } from "../engine/contract/engine.js";
import { isSlipwayError } from "../errors/index.js";
import { familiarReference, familiarRepository } from "../oci/reference.js";
import type { ImageLayer } from "./built-image.js";
import { ociArchive } from "./image-archives.js";
import { type ImageLoad, logPresentLayers, logWholeImage, sendEntries } from "./image-load.js";

/** How many images are looked at for layers when none has the name yet. */
const CANDIDATES = 4;

/**
 * Loads into a content store. The engine takes an image whose layers it lacks without a word, so layers are left out
 * only where an image of the same name or repository has them, the image stays nameless until the engine has said that
 * all its content is there, and an engine that cannot say so (before API 1.48) gets the whole image.
 */
export async function loadIntoContainerdStore(load: ImageLoad): Promise<void> {
  const { image } = load;
  const layers = image.manifests.flatMap((manifest) => manifest.layers);
  const existing = await inspectComplete(load);
  if (existing !== undefined) {
    logPresentLayers(load, imageLayers(load).length);
    return nameImage(load, existing.RepoTags ?? []);
  }
  const known = await knownLayers(load);
  const missing = layers.filter(({ diffId }) => diffId === undefined || !known.has(diffId));
  if (missing.length === layers.length) return sendEntries(load, ociArchive(image, load.names, layers));
  logPresentLayers(load, layers.length - missing.length);
  await sendEntries(load, ociArchive(image, [], missing));
  if ((await inspectComplete(load)) === undefined) {
    logWholeImage(load, "the engine does not have all of these layers");
    await sendEntries(load, ociArchive(image, [], layers));
  }
  await nameImage(load, []);
}

/** Without the attestations. */
function imageLayers({ image }: ImageLoad): readonly ImageLayer[] {
  return image.manifests.flatMap(({ isAttestation, layers }) => (isAttestation ? [] : layers));
}

/** The image when the engine has it with everything in it. */
async function inspectComplete(load: ImageLoad): Promise<ImageInspect | undefined> {
  const { root, manifests } = load.image;
  const found = await inspect(load, root.digest);
  if (found?.Id !== root.digest) return undefined;
  const available = new Set(found.Manifests?.filter(({ Available }) => Available).map(({ ID }) => ID));
  return manifests.every(({ digest }) => available.has(digest)) ? found : undefined;
}

/** The uncompressed digests of layers that the engine has with images of the same name, or else of the same repository. */
async function knownLayers(load: ImageLoad): Promise<ReadonlySet<string>> {
  const named = await Promise.all(load.names.map((name) => inspect(load, familiarReference(name))));
  const images = (named.some(hasContent) ? named : await relatedImages(load)).filter(hasContent);
  const others = await otherPlatforms(load, images);
  return new Set([...images, ...others].flatMap(({ RootFS }) => RootFS.Layers ?? []));
}

/** The images as they are for each platform of the one that is loaded: an engine tells the layers of its own otherwise. */
async function otherPlatforms(load: ImageLoad, images: readonly ImageInspect[]): Promise<ImageInspect[]> {
  const platforms = load.image.manifests.flatMap(({ isAttestation, platform }) =>
    isAttestation || platform === undefined ? [] : [platform],
  );
  if (platforms.length < 2) return [];
  const asked = images.flatMap(({ Id }) =>
    platforms.map((platform) =>
      // Who cannot say has nothing of it for us: after the load the engine is asked whether it has all.
      load.engine.inspectImage(Id, { platform, signal: load.signal }).catch(() => undefined),
    ),
  );
  return (await Promise.all(asked)).flatMap((image) => image ?? []);
}

function hasContent(image: ImageInspect | undefined): image is ImageInspect {
  return image?.Manifests?.some(({ Available }) => Available) ?? false;
}

async function relatedImages(load: ImageLoad): Promise<(ImageInspect | undefined)[]> {
  const { engine, names, signal } = load;
  const images = await engine.listImages({ references: names.map(familiarRepository), signal });
  const newest = [...images].sort((left, right) => right.Created - left.Created).slice(0, CANDIDATES);
  return Promise.all(newest.map(({ Id }) => inspect(load, Id)));
}

async function inspect({ engine, signal }: ImageLoad, image: string): Promise<ImageInspect | undefined> {
  try {
    return await engine.inspectImage(image, { manifests: true, signal });
  } catch (reason) {
    if (isSlipwayError(reason, "not-found")) return undefined;
    throw reason;
  }
}

/** Gives the image the names that are not among those it has. */
async function nameImage({ engine, image, names, signal }: ImageLoad, has: readonly string[]): Promise<void> {
  for (const name of names) {
    if (has.includes(familiarReference(name))) continue;
    await engine.tagImage(image.root.digest, familiarRepository(name), name.tag ?? "latest", { signal });
  }
}
