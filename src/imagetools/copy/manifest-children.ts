import { SlipwayError } from "../../errors/index.js";
import { type Descriptor, descriptorShape, isIndexType } from "../../oci/descriptor.js";
import { isDigest } from "../../oci/digest.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { indexEntries } from "../combine/index-entries.js";
import type { StoredManifest } from "../store/image-store.js";

/** What has to be where a manifest is to be. */
export interface ManifestChildren {
  readonly manifests: readonly Descriptor[];
  readonly blobs: readonly Descriptor[];
  /** What the manifest refers to. */
  readonly subject: string | undefined;
}

/** Reads what a manifest or index consists of. @throws SlipwayError `protocol-error` when it is none */
export function manifestChildren({ descriptor, content }: StoredManifest): ManifestChildren {
  const value = parseJson(Buffer.from(content).toString("utf8"));
  const subject = fieldOf(fieldOf(value, "subject"), "digest");
  const of = { subject: typeof subject === "string" && isDigest(subject) ? subject : undefined };
  if (isIndexType(descriptor.mediaType)) {
    return { ...of, manifests: indexEntries(descriptor.digest, content), blobs: [] };
  }
  const layers = fieldOf(value, "layers") ?? fieldOf(value, "blobs") ?? [];
  const config = fieldOf(value, "config");
  const found = [
    ...(config === undefined ? [] : [config]),
    ...(Array.isArray(layers) ? layers : [undefined]),
  ];
  for (const child of found) {
    const problem = descriptorShape(child, "a layer or config");
    if (problem !== undefined || !isDigest((child as Descriptor).digest)) {
      throw new SlipwayError(
        "protocol-error",
        `${descriptor.digest} is no image manifest: ${problem ?? "a digest is none"}`,
      );
    }
  }
  const blobs = new Map(found.map((child) => [(child as Descriptor).digest, child as Descriptor]));
  return { ...of, manifests: [], blobs: [...blobs.values()] };
}
