import { isSlipwayError } from "../../errors/index.js";
import { type Descriptor, MEDIA_TYPES } from "../../oci/descriptor.js";
import { inGoOrder } from "../../oci/go-descriptor.js";
import { type RegistryClient, referrersTag } from "../../oci/registry/index.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import type { Referrer } from "./image-store.js";

/**
 * Enters a manifest into the list of what refers to its subject, under the tag that stands for the list in registries
 * without an API for it, as the distribution specification has clients do. What else is in the list stays.
 */
export async function addFallbackReferrer(
  client: RegistryClient,
  repository: string,
  { subject, listed }: Referrer,
  signal: AbortSignal | undefined,
): Promise<void> {
  const tag = referrersTag(subject);
  const known = await client.getManifest(repository, tag, { signal }).catch((reason: unknown) => {
    if (isSlipwayError(reason, "not-found")) return undefined;
    throw reason;
  });
  const list = parseJson(Buffer.from(known?.content ?? "{}").toString("utf8"));
  const manifests = fieldOf(list, "manifests");
  const entries: readonly Descriptor[] = Array.isArray(manifests) ? manifests : [];
  if (entries.some((entry) => fieldOf(entry, "digest") === listed.digest)) return;
  const index = {
    ...(typeof list === "object" ? list : {}),
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociIndex,
    manifests: [...entries, inGoOrder(listed)],
  };
  const content = Buffer.from(JSON.stringify(index));
  await client.putManifest(repository, tag, { mediaType: MEDIA_TYPES.ociIndex, content }, { signal });
}
