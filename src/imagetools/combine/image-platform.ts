import { SlipwayError } from "../../errors/index.js";
import { type Descriptor, type DescriptorPlatform, descriptorShape } from "../../oci/descriptor.js";
import { isDigest } from "../../oci/digest.js";
import { localPlatform, normalizePlatform } from "../../oci/platform.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { object, optional, text } from "../../util/shape.js";
import { readWholeBlob } from "../store/read-blob.js";
import type { LoadedSource } from "./loaded-source.js";

/** The largest image config read, bytes. */
const configLimit = 8 * 1024 * 1024;

const configShape = object({ os: optional(text), architecture: optional(text), variant: optional(text) });

/**
 * The descriptor of an image's manifest with its platform, which is in its config where the descriptor leaves it out.
 *
 * @throws SlipwayError as ImageStore, `protocol-error` for content that is no image
 */
export async function withPlatform(
  { descriptor, content, store }: LoadedSource,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  const given = descriptor.platform;
  if (given?.os && given.architecture) return descriptor;
  const found = fieldOf(parseJson(Buffer.from(content).toString("utf8")), "config");
  const config = found as Descriptor;
  if (descriptorShape(found, "config") !== undefined || !isDigest(config.digest)) {
    throw new SlipwayError("protocol-error", `${descriptor.digest} is no image manifest`);
  }
  const bytes = await readWholeBlob(store, config, configLimit, signal);
  const image = parseJson(bytes.toString("utf8")) as Partial<DescriptorPlatform> | undefined;
  const wrong = configShape(image, "it");
  if (wrong !== undefined) {
    throw new SlipwayError("protocol-error", `${config.digest} is no image config: ${wrong}`);
  }
  return { ...descriptor, platform: fill(given, image ?? {}) };
}

/**
 * What is empty in one is taken from the other; a variant belongs to the architecture it is given with. As for Buildx
 * the version and features of an operating system are the descriptor's alone, and none at all is this machine's.
 */
function fill(given: DescriptorPlatform | undefined, image: Partial<DescriptorPlatform>): DescriptorPlatform {
  const normal = normalizePlatform({
    os: image.os || localPlatform().os,
    architecture: image.architecture ?? "",
    ...(image.variant ? { variant: image.variant } : {}),
  });
  const variant = given?.architecture ? given.variant : normal.variant;
  const { variant: _, ...others } = given ?? { os: "", architecture: "" };
  return {
    ...others,
    architecture: others.architecture || normal.architecture,
    os: others.os || normal.os,
    ...(variant ? { variant } : {}),
  };
}
