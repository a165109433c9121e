import { canceledError, SlipwayError } from "../../errors/index.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { object } from "../../util/shape.js";
import { type Descriptor, MEDIA_TYPES } from "../descriptor.js";
import { DigestVerifier, isDigest, sha256Digest } from "../digest.js";
import { Authorizer } from "./auth/authorizer.js";
import type { LookUpCredentials } from "./auth/registry-credentials.js";
import { type Environment, proxiedFetch, type TlsSettings } from "./http/proxied-fetch.js";
import { readBody } from "./http/read-body.js";
import { registryOrigin } from "./http/registry-host.js";
import { RegistryHttp } from "./registry-http.js";
import { allowsInsecureLogin } from "./token/login-safety.js";

/** How a registry is reached. */
export interface RegistryClientOptions {
  /** Asked when the registry wants to know who calls. Default: nobody. */
  readonly credentials?: LookUpCredentials | undefined;
  /**
   * Speak HTTP without TLS. Default: with registries on this machine only. Where it is set, logins go over plain HTTP too.
   */
  readonly plainHttp?: boolean | undefined;
  readonly tls?: TlsSettings | undefined;
  /** Where proxies and `SLIPWAY_INSECURE_LOGIN` are read from. Default process.env. */
  readonly env?: Environment | undefined;
}

/** Options of every call. */
export interface RegistryCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A manifest or index as the registry has it. */
export interface RegistryManifest {
  readonly descriptor: Descriptor;
  /** Exactly the bytes of the digest. */
  readonly content: Uint8Array;
}

/** Bytes; what the distribution specification asks registries to take at least. */
const manifestLimit = 4 * 1024 * 1024;
const manifestTypes = [
  MEDIA_TYPES.ociIndex,
  MEDIA_TYPES.dockerManifestList,
  MEDIA_TYPES.ociManifest,
  MEDIA_TYPES.dockerManifest,
  "*/*",
].join(", ");

/**
 * One registry by the OCI distribution specification. Repositories are named without the registry's host; references
 * are tags or digests. All calls reject with SlipwayError: `auth-failed`, `not-found`, `registry-error`,
 * `protocol-error` (content that is not what it should be), `canceled`.
 */
export class RegistryClient {
  readonly #origin: URL;
  readonly #http: RegistryHttp;

  /** @param domain the registry's host as in image references; `docker.io` is Docker Hub. */
  constructor(domain: string, options: RegistryClientOptions = {}) {
    const { credentials, plainHttp, tls, env = process.env } = options;
    this.#origin = registryOrigin(domain, plainHttp);
    const { host } = this.#origin;
    const fetch = proxiedFetch(env, tls);
    const elsewhere = proxiedFetch(env);
    // The settings are the registry's own: a token server elsewhere has to be trusted by itself.
    const fetchTokens: typeof fetch = (url, init) => (url.host === host ? fetch : elsewhere)(url, init);
    const insecure = plainHttp === true || allowsInsecureLogin(env);
    const authorizer = new Authorizer({ host, credentials, fetch: fetchTokens, insecure });
    this.#http = new RegistryHttp(this.#origin, fetch, authorizer);
  }

  async getManifest(
    repository: string,
    reference: string,
    { signal }: RegistryCallOptions = {},
  ): Promise<RegistryManifest> {
    const { response } = await this.#http.send({
      method: "GET",
      url: this.#url(repository, "manifests", reference),
      scopes: [pull(repository)],
      expected: [200],
      headers: { Accept: manifestTypes },
      signal,
    });
    const content = await readBody(response, manifestLimit).catch((cause: unknown) => {
      if (signal?.aborted) throw canceledError(signal);
      const reason = cause instanceof Error ? `: ${cause.message}` : "";
      throw new SlipwayError(
        "registry-error",
        `cannot read manifest ${reference} of ${repository}${reason}`,
        { cause },
      );
    });
    const digest = isDigest(reference) ? reference : sha256Digest(content);
    const verifier = new DigestVerifier(digest);
    verifier.update(content);
    verifier.verify();
    const mediaType = mediaTypeOf(response, content);
    if (mediaType === undefined) {
      throw new SlipwayError(
        "protocol-error",
        `what ${this.#origin.host} has as manifest ${reference} of ${repository} is none`,
      );
    }
    return { descriptor: { mediaType, digest, size: content.length }, content };
  }

  /** What the reference stands for, undefined when the repository has no such manifest. */
  async headManifest(
    repository: string,
    reference: string,
    { signal }: RegistryCallOptions = {},
  ): Promise<Descriptor | undefined> {
    const { response } = await this.#http.send({
      method: "HEAD",
      url: this.#url(repository, "manifests", reference),
      scopes: [pull(repository)],
      expected: [200, 404],
      headers: { Accept: manifestTypes },
      signal,
    });
    if (response.status === 404) return undefined;
    const digest = response.headers.get("docker-content-digest") ?? reference;
    const size = Number(response.headers.get("content-length") ?? Number.NaN);
    const mediaType = contentType(response);
    if (isDigest(digest) && Number.isSafeInteger(size) && mediaType !== "")
      return { mediaType, digest, size };
    return (await this.getManifest(repository, reference, { signal })).descriptor;
  }

  /** Puts a manifest or index under a tag or its digest. What it refers to has to be in the repository. */
  async putManifest(
    repository: string,
    reference: string,
    manifest: { readonly mediaType: string; readonly content: Uint8Array },
    { signal }: RegistryCallOptions = {},
  ): Promise<void> {
    const content = new Uint8Array(manifest.content);
    const { response } = await this.#http.send({
      method: "PUT",
      url: this.#url(repository, "manifests", reference),
      scopes: [push(repository)],
      expected: [200, 201, 202, 204],
      headers: { "Content-Type": manifest.mediaType },
      body: () => content,
      signal,
    });
    await response.body?.cancel();
    const digest = response.headers.get("docker-content-digest");
    if (digest === null || !digest.startsWith("sha256:") || digest === sha256Digest(content)) return;
    throw new SlipwayError(
      "protocol-error",
      `registry ${this.#origin.host} stored ${repository} as ${digest}`,
    );
  }

  async hasBlob(repository: string, digest: string, { signal }: RegistryCallOptions = {}): Promise<boolean> {
    const { response } = await this.#http.send({
      method: "HEAD",
      url: this.#url(repository, "blobs", digest),
      scopes: [pull(repository)],
      expected: [200, 404],
      signal,
    });
    return response.status === 200;
  }

  /** The content of a blob; fails at its end when it is not that of the descriptor. */
  async *readBlob(
    repository: string,
    { digest, size }: Pick<Descriptor, "digest" | "size">,
    { signal }: RegistryCallOptions = {},
  ): AsyncGenerator<Uint8Array, void> {
    const verifier = new DigestVerifier(digest, size);
    const { response } = await this.#http.send({
      method: "GET",
      url: this.#url(repository, "blobs", digest),
      scopes: [pull(repository)],
      expected: [200],
      signal,
    });
    for await (const chunk of response.body ?? []) {
      verifier.update(chunk);
      yield chunk;
    }
    verifier.verify();
  }

  /** Makes a blob of another repository of this registry one of `repository`. False when the registry does not. */
  async mountBlob(
    repository: string,
    digest: string,
    from: string,
    { signal }: RegistryCallOptions = {},
  ): Promise<boolean> {
    const url = this.#url(repository, "blobs", "uploads/");
    url.searchParams.set("mount", digest);
    url.searchParams.set("from", from);
    const scopes = [push(repository), pull(from)];
    const answer = await this.#http.send({ method: "POST", url, scopes, expected: [201, 202], signal });
    await answer.response.body?.cancel();
    if (answer.response.status === 201) return true;
    const upload = uploadUrl(answer.response, answer.url);
    // An upload that nobody ends is cleared away by the registry.
    await this.#http
      .send({ method: "DELETE", url: upload, scopes: [push(repository)], expected: [202, 204], signal })
      .catch(() => undefined);
    return false;
  }

  /**
   * Uploads a blob.
   *
   * @param open begins the content anew; called again when the registry has to be asked once more
   */
  async uploadBlob(
    repository: string,
    { digest, size }: Pick<Descriptor, "digest" | "size">,
    open: () => AsyncIterable<Uint8Array>,
    { signal }: RegistryCallOptions = {},
  ): Promise<void> {
    const scopes = [push(repository)];
    const begun = await this.#http.send({
      method: "POST",
      url: this.#url(repository, "blobs", "uploads/"),
      scopes,
      expected: [202],
      signal,
    });
    await begun.response.body?.cancel();
    const url = uploadUrl(begun.response, begun.url);
    url.searchParams.set("digest", digest);
    const { ReadableStream: Stream } = await import("node:stream/web");
    const { response } = await this.#http.send({
      method: "PUT",
      url,
      scopes,
      expected: [200, 201, 202, 204],
      headers: { "Content-Type": "application/octet-stream", "Content-Length": String(size) },
      body: () => Stream.from(open()) as ReadableStream<Uint8Array>,
      signal,
    });
    await response.body?.cancel();
  }

  #url(repository: string, kind: "manifests" | "blobs", name: string): URL {
    return new URL(`/v2/${repository}/${kind}/${name}`, this.#origin);
  }
}

const pull = (repository: string) => `repository:${repository}:pull`;
const push = (repository: string) => `repository:${repository}:pull,push`;

const contentType = ({ headers }: Response) => headers.get("content-type")?.split(";")[0]?.trim() ?? "";

/**
 * What the manifest says of itself counts; a header of old registries may be a generic one. Undefined for what is no JSON
 * object or has no type at all.
 */
function mediaTypeOf(response: Response, content: Buffer): string | undefined {
  const manifest = parseJson(content.toString("utf8"));
  if (object()(manifest, "it") !== undefined) return undefined;
  const own = fieldOf(manifest, "mediaType");
  return (typeof own === "string" && own) || contentType(response) || undefined;
}

function uploadUrl(response: Response, from: URL): URL {
  const location = response.headers.get("location");
  if (location !== null && URL.canParse(location, from.href)) return new URL(location, from);
  throw new SlipwayError("protocol-error", `registry ${from.host} began an upload but did not say where`);
}
