import { SlipwayError, throwIfCanceled } from "../../errors/index.js";
import type { Descriptor } from "../descriptor.js";
import { DigestVerifier } from "../digest.js";
import type { LookUpCredentials } from "./auth/registry-credentials.js";
import { readBlob } from "./blobs/read-blob.js";
import { type OpenBlob, uploadBlob } from "./blobs/upload-blob.js";
import { type EndpointSettings, pullScope, RegistryEndpoint } from "./endpoint/registry-endpoint.js";
import type { Environment } from "./http/proxied-fetch.js";
import { getManifest } from "./manifests/get-manifest.js";
import { headManifest } from "./manifests/head-manifest.js";
import { listReferrers } from "./manifests/list-referrers.js";
import type { RegistryManifest } from "./manifests/manifest-types.js";
import { type PutManifest, type PutManifestResult, putManifest } from "./manifests/put-manifest.js";

/** How a registry is reached. */
export interface RegistryClientOptions extends EndpointSettings {
  /** Asked when the registry wants to know who calls. Default: nobody. */
  readonly credentials?: LookUpCredentials | undefined;
  /** Servers that are asked before the registry itself for what is read. Default none. */
  readonly mirrors?: readonly RegistryMirror[] | undefined;
  /** Where proxies, `SLIPWAY_INSECURE_LOGIN` and `SLIPWAY_REGISTRY_TIMEOUT` are read from. Default process.env. */
  readonly env?: Environment | undefined;
}

/** A server that has what a registry has. */
export interface RegistryMirror extends EndpointSettings {
  /** `HOST[:PORT][/PATH]`; the path stands between `/v2` and the repository. */
  readonly address: string;
}

/** Options of every call. */
export interface RegistryCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * One registry by the OCI distribution specification. Repositories are named without the registry's host; references
 * are tags or digests. All calls reject with SlipwayError: `auth-failed`, `not-found`, `registry-error`,
 * `protocol-error` (content that is not what it should be), `canceled`.
 */
export class RegistryClient {
  readonly #own: RegistryEndpoint;
  readonly #mirrors: readonly RegistryEndpoint[];

  /** @param domain the registry's host as in image references; `docker.io` is Docker Hub. */
  constructor(domain: string, options: RegistryClientOptions = {}) {
    const { credentials, mirrors = [], env = process.env } = options;
    const caller = { credentials, env };
    this.#own = new RegistryEndpoint(domain, options, caller);
    this.#mirrors = mirrors.map((mirror) => new RegistryEndpoint(mirror.address, mirror, caller, domain));
  }

  getManifest(
    repository: string,
    reference: string,
    { signal }: RegistryCallOptions = {},
  ): Promise<RegistryManifest> {
    return this.#read((endpoint) => getManifest(endpoint, repository, reference, signal));
  }

  /** What the reference stands for, undefined when the repository has no such manifest. */
  headManifest(
    repository: string,
    reference: string,
    { signal }: RegistryCallOptions = {},
  ): Promise<Descriptor | undefined> {
    return this.#read((endpoint) => headManifest(endpoint, repository, reference, signal));
  }

  /** As {@link headManifest}, of the registry itself: what a mirror has is not what is there to be written to. */
  headOwnManifest(
    repository: string,
    reference: string,
    { signal }: RegistryCallOptions = {},
  ): Promise<Descriptor | undefined> {
    return headManifest(this.#own, repository, reference, signal);
  }

  /** Puts a manifest or index under a tag or its digest. What it refers to has to be in the repository. */
  putManifest(
    repository: string,
    reference: string,
    manifest: PutManifest,
    { signal }: RegistryCallOptions = {},
  ): Promise<PutManifestResult> {
    return putManifest(this.#own, repository, reference, manifest, signal);
  }

  /**
   * The manifests that name this one as their subject, attestations and signatures; from the list under the tag
   * `sha256-…` where the registry has no API for them.
   */
  listReferrers(
    repository: string,
    digest: string,
    { signal }: RegistryCallOptions = {},
  ): Promise<readonly Descriptor[]> {
    return this.#read((endpoint) => listReferrers(endpoint, repository, digest, signal));
  }

  /** Whether the registry itself has a blob in the repository. */
  async hasBlob(repository: string, digest: string, { signal }: RegistryCallOptions = {}): Promise<boolean> {
    const { response } = await this.#own.send({
      method: "HEAD",
      url: this.#own.url(repository, "blobs", digest),
      scopes: [pullScope(repository)],
      expected: [200, 404],
      signal,
    });
    return response.status === 200;
  }

  /** The content of a blob; fails at its end when it is not that of the descriptor. */
  async *readBlob(
    repository: string,
    descriptor: Pick<Descriptor, "digest" | "size">,
    { signal }: RegistryCallOptions = {},
  ): AsyncGenerator<Uint8Array, void> {
    const verifier = new DigestVerifier(descriptor.digest, descriptor.size);
    for await (const chunk of this.readBlobFrom(repository, descriptor, 0, { signal })) {
      verifier.update(chunk);
      yield chunk;
    }
    verifier.verify(`${this.#own.origin.host}/${repository}`);
  }

  /** The content of a blob from a byte on, not checked against its digest. */
  async *readBlobFrom(
    repository: string,
    descriptor: Pick<Descriptor, "digest" | "size">,
    offset: number,
    { signal }: RegistryCallOptions = {},
  ): AsyncGenerator<Uint8Array, void> {
    let position = offset;
    for (const mirror of this.#mirrors) {
      try {
        for await (const chunk of readBlob(mirror, { repository, descriptor, offset: position, signal })) {
          position += chunk.byteLength;
          yield chunk;
        }
        return;
      } catch {
        throwIfCanceled(signal);
      }
    }
    yield* readBlob(this.#own, { repository, descriptor, offset: position, signal });
  }

  /**
   * Uploads a blob.
   *
   * @param open begins the content at a byte; called again when the registry has to be asked once more
   * @param options `mountFrom` is a repository of this registry from which the blob is lent, if the registry does that
   */
  uploadBlob(
    repository: string,
    descriptor: Pick<Descriptor, "digest" | "size">,
    open: OpenBlob,
    { signal, mountFrom }: RegistryCallOptions & { readonly mountFrom?: string | undefined } = {},
  ): Promise<"mounted" | "uploaded"> {
    return uploadBlob(this.#own, { repository, descriptor, open, mountFrom, signal });
  }

  /** What the first mirror has that answers, else the registry: a mirror that fails is passed over, whatever it says. */
  async #read<Result>(read: (endpoint: RegistryEndpoint) => Promise<Result>): Promise<Result> {
    for (const mirror of this.#mirrors) {
      const found = await read(mirror).catch((reason: unknown) => {
        if (reason instanceof SlipwayError && reason.code !== "canceled") return undefined;
        throw reason;
      });
      if (found !== undefined && !(Array.isArray(found) && found.length === 0)) return found;
    }
    return read(this.#own);
  }
}
