import { isSlipwayError, type SlipwayError } from "../errors/index.js";
import { splitDigest } from "../oci/digest.js";
import type { ImageLayer } from "./built-image.js";
import { dockerArchive, singleImage } from "./image-archives.js";
import { type ImageLoad, logPresentLayers, logWholeImage, sendEntries } from "./image-load.js";

/**
 * Loads into a store of unpacked layers. The engine is offered the image without any layer first: it takes it when it has
 * them all, and otherwise names the file of the first one it lacks, so what is sent then is exactly what is missing,
 * whatever image the others came with.
 */
export async function loadIntoClassicStore(load: ImageLoad): Promise<void> {
  const { layers } = singleImage(load.image);
  const refusal = await offer(load, []);
  if (refusal === undefined) return logPresentLayers(load, layers.length);
  const first = firstNamedLayer(refusal, layers);
  if (first > 0) {
    logPresentLayers(load, first);
    const change = await offer(load, layers.slice(first));
    if (change === undefined) return;
    logWholeImage(load, explain(change, layers));
  }
  await sendEntries(load, dockerArchive(load.image, load.names, layers));
}

/** Undefined when the engine took the image, its own error when it did not. */
async function offer(load: ImageLoad, layers: readonly ImageLayer[]): Promise<SlipwayError | undefined> {
  try {
    await sendEntries(load, dockerArchive(load.image, load.names, layers));
    return undefined;
  } catch (reason) {
    if (isSlipwayError(reason, "engine-error")) return reason;
    throw reason;
  }
}

/** The position of the layer whose file the engine misses; -1 when it says something else. */
function firstNamedLayer({ message }: SlipwayError, layers: readonly ImageLayer[]): number {
  return layers.findIndex(({ digest }) => message.includes(splitDigest(digest).hex));
}

function explain(refusal: SlipwayError, layers: readonly ImageLayer[]): string {
  const layer = layers[firstNamedLayer(refusal, layers)];
  if (layer === undefined) return `the engine does not take the missing layers alone (${refusal.message})`;
  return `the engine has lost layer ${splitDigest(layer.diffId ?? layer.digest).hex.slice(0, 12)} meanwhile`;
}
