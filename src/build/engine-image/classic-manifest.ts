import { SlipwayError } from "../../errors/index.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { sha256Digest } from "../../oci/digest.js";
import type { SpooledBlobs } from "./spooled-blobs.js";

/** A manifest with its digest. */
export interface MadeManifest {
  readonly digest: string;
  readonly content: Uint8Array;
}

/**
 * A manifest for an image of a classic store, which has none: the image's own configuration, and its layers as they
 * are when unpacked. The same image always gets the same manifest.
 *
 * @param config the configuration's digest, which is the image's id.
 * @param layers the unpacked layers' digests, the lowest first.
 * @throws SlipwayError `protocol-error` when the engine's archive of the image lacks one of them.
 */
export function classicManifest(
  config: string,
  layers: readonly string[],
  blobs: Pick<SpooledBlobs, "size">,
): MadeManifest {
  const described = (mediaType: string, digest: string) => {
    const size = blobs.size(digest);
    if (size !== undefined) return { mediaType, digest, size };
    throw new SlipwayError("protocol-error", `the engine's archive of image ${config} lacks ${digest}`);
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociManifest,
    config: described(MEDIA_TYPES.ociConfig, config),
    layers: layers.map((layer) => described(MEDIA_TYPES.ociLayer, layer)),
  };
  const content = Buffer.from(JSON.stringify(manifest));
  return { digest: sha256Digest(content), content };
}
