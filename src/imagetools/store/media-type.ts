import { SlipwayError } from "../../errors/index.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { fieldOf, parseJson } from "../../util/json-value.js";

/**
 * The media type of a manifest that nobody says the type of, by Buildx's rule.
 *
 * @throws SlipwayError `protocol-error` for what is no JSON, or a manifest of Docker's first schema
 */
export function sniffMediaType(content: Uint8Array): string {
  const value = parseJson(Buffer.from(content).toString("utf8"));
  if (typeof value !== "object" || value === null) {
    throw new SlipwayError("protocol-error", "what should be a manifest is none");
  }
  const own = fieldOf(value, "mediaType");
  if (typeof own === "string" && own !== "") return own;
  if (fieldOf(value, "config") !== undefined) return MEDIA_TYPES.dockerManifest;
  const layers = fieldOf(value, "fsLayers");
  if (Array.isArray(layers) && layers.length > 0) {
    throw new SlipwayError("unsupported", "schema1 manifests are not allowed in manifest lists");
  }
  return MEDIA_TYPES.dockerManifestList;
}
