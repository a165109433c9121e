import { withCaller } from "../errors/index.js";
import { checkNeeded, checkOptions } from "../util/options/index.js";
import { makeImage } from "./create-image.js";
import { copyImageOptions, imageDestinations, imageSource } from "./describe-options.js";
import type { CopyImageOptions, CreatedImage, ImageDescriptor } from "./image-options.js";

export type { CopyImageOptions } from "./image-options.js";

/**
 * Copies an image to one or several places, as it is, with its attestations and signatures.
 *
 * @param source a reference, `oci-layout://PATH[:TAG][@DIGEST]`, or a descriptor in the destinations' repository
 * @param destinations references or `oci-layout://PATH[:TAG]`
 * @throws SlipwayError as createImage
 */
export async function copyImage(
  source: string | ImageDescriptor,
  destinations: string | readonly string[],
  options: CopyImageOptions = {},
): Promise<CreatedImage> {
  return withCaller(copyImage, async () => {
    checkNeeded("copyImage", "source", imageSource, source);
    checkNeeded("copyImage", "destinations", imageDestinations, destinations);
    checkOptions("copyImage", copyImageOptions, options);
    const tags = typeof destinations === "string" ? [destinations] : destinations;
    return makeImage({ ...options, sources: [source], tags, preferIndex: false });
  });
}
