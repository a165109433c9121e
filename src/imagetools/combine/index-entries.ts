import { SlipwayError } from "../../errors/index.js";
import { type Descriptor, descriptorShape } from "../../oci/descriptor.js";
import { splitDigest } from "../../oci/digest.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { list } from "../../util/shape.js";

/** What an index lists. @throws SlipwayError `protocol-error` when it is none */
export function indexEntries(digest: string, content: Uint8Array): readonly Descriptor[] {
  const manifests: unknown = fieldOf(parseJson(Buffer.from(content).toString("utf8")), "manifests") ?? [];
  const problem = list(descriptorShape)(manifests, "manifests");
  if (problem !== undefined) {
    throw new SlipwayError("protocol-error", `${digest} is no image index: ${problem}`);
  }
  const entries = manifests as readonly Descriptor[];
  for (const entry of entries) splitDigest(entry.digest);
  return entries;
}
