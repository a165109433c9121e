import { canceledError, SlipwayError } from "../../../errors/index.js";
import { DigestVerifier, isDigest, sha256Digest } from "../../digest.js";
import { pullScope, type RegistryEndpoint } from "../endpoint/registry-endpoint.js";
import { discardBody, type HttpAnswer } from "../http/http-answer.js";
import { readBody } from "../http/read-body.js";
import { manifestTypes, mediaTypeOf, type RegistryManifest } from "./manifest-types.js";

/** Bytes; what the distribution specification asks registries to take at least. */
const manifestLimit = 4 * 1024 * 1024;

/** As {@link RegistryClient.getManifest}, from one server. */
export async function getManifest(
  endpoint: RegistryEndpoint,
  repository: string,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<RegistryManifest> {
  const response = await request(endpoint, repository, reference, [200], signal);
  return readManifest(response, endpoint, repository, reference, signal);
}

/** As {@link getManifest}; undefined where the repository has none, which is no error then. */
export async function findManifest(
  endpoint: RegistryEndpoint,
  repository: string,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<RegistryManifest | undefined> {
  const response = await request(endpoint, repository, reference, [200, 404], signal);
  if (response.status === 200) return readManifest(response, endpoint, repository, reference, signal);
  discardBody(response);
  return undefined;
}

async function request(
  endpoint: RegistryEndpoint,
  repository: string,
  reference: string,
  expected: readonly number[],
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const { response } = await endpoint.send({
    method: "GET",
    url: endpoint.url(repository, "manifests", reference),
    scopes: [pullScope(repository)],
    expected,
    headers: { Accept: manifestTypes },
    signal,
  });
  return response;
}

async function readManifest(
  response: HttpAnswer,
  endpoint: RegistryEndpoint,
  repository: string,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<RegistryManifest> {
  const content = await readBody(response, manifestLimit, endpoint.silence.answer).catch((cause: unknown) => {
    if (signal?.aborted) throw canceledError(signal);
    const reason = cause instanceof Error ? `: ${cause.message}` : "";
    throw new SlipwayError(
      "registry-error",
      `cannot read manifest ${reference} of ${endpoint.origin.host}/${repository}${reason}`,
      { cause },
    );
  });
  const digest = isDigest(reference) ? reference : sha256Digest(content);
  if (digest === reference) {
    const verifier = new DigestVerifier(digest);
    verifier.update(content);
    verifier.verify(`${endpoint.origin.host}/${repository}`);
  }
  const mediaType = mediaTypeOf(response, content);
  if (mediaType === undefined) {
    throw new SlipwayError(
      "protocol-error",
      `what ${endpoint.origin.host} has as manifest ${reference} of ${repository} is none`,
    );
  }
  return { descriptor: { mediaType, digest, size: content.length }, content };
}
