import { SlipwayError } from "../../../errors/index.js";
import { sha256Digest } from "../../digest.js";
import { pushScope, type RegistryEndpoint } from "../endpoint/registry-endpoint.js";
import { discardBody } from "../http/http-answer.js";

/** What a registry says of a manifest that it has taken. */
export interface PutManifestResult {
  /** The registry lists it among the referrers of its subject by itself. False where it has none, or does not say. */
  readonly listsReferrer: boolean;
  /** The registry has said what it stored, and that is what it was sent. */
  readonly isConfirmed: boolean;
}

/** A manifest or index to put. */
export interface PutManifest {
  readonly mediaType: string;
  readonly content: Uint8Array;
  /** The content's, where it is known. */
  readonly digest?: string | undefined;
}

/** As {@link RegistryClient.putManifest}. */
export async function putManifest(
  endpoint: RegistryEndpoint,
  repository: string,
  reference: string,
  manifest: PutManifest,
  signal: AbortSignal | undefined,
): Promise<PutManifestResult> {
  const content = new Uint8Array(manifest.content);
  const { response } = await endpoint.send({
    method: "PUT",
    url: endpoint.url(repository, "manifests", reference),
    scopes: [pushScope(repository)],
    expected: [200, 201, 202, 204],
    headers: { "Content-Type": manifest.mediaType },
    body: content,
    signal,
  });
  discardBody(response);
  const digest = response.headers.get("docker-content-digest");
  const isSent = digest !== null && digest === manifest.digest;
  if (!isSent && digest?.startsWith("sha256:") && digest !== sha256Digest(content)) {
    throw new SlipwayError(
      "protocol-error",
      `registry ${endpoint.origin.host} stored ${repository}:${reference} as ${digest}`,
    );
  }
  return { listsReferrer: response.headers.has("oci-subject"), isConfirmed: digest !== null };
}
