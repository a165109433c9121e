import { createImage } from "./create-image.js";
import type { CreatedImage, CreateImageOptions, ImageDescriptor } from "./image-options.js";

/** Options of {@link copyImage}. */
export type CopyImageOptions = Omit<
  CreateImageOptions,
  "sources" | "files" | "tags" | "append" | "annotations" | "preferIndex"
>;

/**
 * Copies an image to one or several places, as it is, with its attestations and signatures.
 *
 * @param source a reference, `oci-layout://PATH[:TAG][@DIGEST]`, or a descriptor in the destinations' repository
 * @param destinations references or `oci-layout://PATH[:TAG]`
 * @throws SlipwayError as {@link createImage}
 */
export function copyImage(
  source: string | ImageDescriptor,
  destinations: string | readonly string[],
  options: CopyImageOptions = {},
): Promise<CreatedImage> {
  const tags = typeof destinations === "string" ? [destinations] : destinations;
  return createImage({ ...options, sources: [source], tags, preferIndex: false });
}
