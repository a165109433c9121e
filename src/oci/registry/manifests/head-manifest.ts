import type { Descriptor } from "../../descriptor.js";
import { isDigest } from "../../digest.js";
import { pullScope, type RegistryEndpoint } from "../endpoint/registry-endpoint.js";
import { getManifest } from "./get-manifest.js";
import { contentType, manifestTypes } from "./manifest-types.js";

/** As {@link RegistryClient.headManifest}, from one server. */
export async function headManifest(
  endpoint: RegistryEndpoint,
  repository: string,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<Descriptor | undefined> {
  const { response } = await endpoint.send({
    method: "HEAD",
    url: endpoint.url(repository, "manifests", reference),
    scopes: [pullScope(repository)],
    // Some registries know no HEAD, and what one refuses with is only in the body that a GET has.
    expected: [200, 403, 404, 405],
    headers: { Accept: manifestTypes },
    signal,
  });
  if (response.status === 404) return undefined;
  const digest = response.headers.get("docker-content-digest") ?? reference;
  const size = Number(response.headers.get("content-length") ?? Number.NaN);
  const mediaType = contentType(response);
  const isWhole = isDigest(digest) && Number.isSafeInteger(size) && mediaType !== "";
  if (response.status === 200 && isWhole) return { mediaType, digest, size };
  return (await getManifest(endpoint, repository, reference, signal)).descriptor;
}
