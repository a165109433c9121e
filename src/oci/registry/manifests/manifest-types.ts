import { fieldOf, parseJson } from "../../../util/json-value.js";
import { object } from "../../../util/shape.js";
import { type Descriptor, MEDIA_TYPES } from "../../descriptor.js";
import type { HttpAnswer } from "../http/http-answer.js";

/** A manifest or index as the registry has it. */
export interface RegistryManifest {
  readonly descriptor: Descriptor;
  /** Exactly the bytes of the digest. */
  readonly content: Uint8Array;
}

/** The Accept header for whatever a tag may stand for. */
export const manifestTypes = [
  MEDIA_TYPES.dockerManifest,
  MEDIA_TYPES.dockerManifestList,
  MEDIA_TYPES.ociManifest,
  MEDIA_TYPES.ociIndex,
  "*/*",
].join(", ");

/** The media type of an answer, empty when it says none. */
export const contentType = ({ headers }: HttpAnswer) =>
  headers.get("content-type")?.split(";")[0]?.trim() ?? "";

/**
 * What a manifest says of itself counts; a header of old registries may be a generic one. Undefined for what is no JSON
 * object or has no type at all.
 */
export function mediaTypeOf(response: HttpAnswer, content: Buffer): string | undefined {
  const manifest = parseJson(content.toString("utf8"));
  if (object()(manifest, "it") !== undefined) return undefined;
  const own = fieldOf(manifest, "mediaType");
  return (typeof own === "string" && own) || contentType(response) || undefined;
}
