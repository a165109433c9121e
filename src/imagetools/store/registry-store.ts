import { isSlipwayError, SlipwayError } from "../../errors/index.js";
import type { Descriptor } from "../../oci/descriptor.js";
import type { OpenBlob, RegistryClient } from "../../oci/registry/index.js";
import { formatLocation, type ImageLocation } from "../location/image-location.js";
import { addFallbackReferrer } from "./fallback-referrers.js";
import type { BlobTransfer, ImageStore, Referrer, StoredManifest } from "./image-store.js";
import { transferredContent } from "./read-blob.js";

/** Opens the client of a registry, by its host. */
export type OpenRegistryClient = (domain: string) => Promise<RegistryClient>;

/** A repository of a registry. */
export class RegistryStore implements ImageStore {
  readonly repository: string;
  readonly domain: string;
  readonly #path: string;
  readonly #client: RegistryClient;
  readonly #signal: AbortSignal | undefined;
  /** Lists that have been asked for, by subject: joining images and copying them ask for the same ones. */
  readonly #referrers = new Map<string, Promise<readonly Descriptor[]>>();
  /** Whether a digest is what a tag, asked for ahead, did not stand for: true when that is known. */
  readonly #isOther = new Map<string, Promise<(digest: string) => boolean>>();
  /** Lists of referrers are changed by reading and writing them: one at a time. */
  #listing: Promise<unknown> = Promise.resolve();

  constructor(domain: string, path: string, client: RegistryClient, signal: AbortSignal | undefined) {
    this.repository = `${domain}/${path}`;
    this.domain = domain;
    this.#path = path;
    this.#client = client;
    this.#signal = signal;
  }

  placeOf(digest: string): ImageLocation {
    return { kind: "registry", domain: this.domain, path: this.#path, digest };
  }

  async load(location: ImageLocation): Promise<StoredManifest> {
    const name = nameIn(location);
    try {
      return await this.#client.getManifest(this.#path, name, { signal: this.#signal });
    } catch (reason) {
      if (!isSlipwayError(reason, "not-found")) throw reason;
      const { details, hint } = reason;
      const message = `${formatLocation(location)}: not found`;
      throw new SlipwayError("not-found", message, { cause: reason, details, hint });
    }
  }

  referrers(digest: string): Promise<readonly Descriptor[]> {
    const known =
      this.#referrers.get(digest) ??
      this.#client.listReferrers(this.#path, digest, { signal: this.#signal }).catch((reason: unknown) => {
        this.#referrers.delete(digest);
        throw reason;
      });
    this.#referrers.set(digest, known);
    return known;
  }

  readonly open =
    (descriptor: Descriptor): OpenBlob =>
    (offset, signal = this.#signal) =>
      this.#client.readBlobFrom(this.#path, descriptor, offset, { signal });

  async hasManifest({ digest }: Descriptor): Promise<boolean> {
    const found = await this.#client.headOwnManifest(this.#path, digest, { signal: this.#signal });
    return found !== undefined;
  }

  hasBlob({ digest }: Descriptor): Promise<boolean> {
    return this.#client.hasBlob(this.#path, digest, { signal: this.#signal });
  }

  async putBlob(descriptor: Descriptor, { from, onBytes }: BlobTransfer): Promise<void> {
    const isNear = from instanceof RegistryStore && from.domain === this.domain;
    const mountFrom = isNear ? from.#path : undefined;
    const open = transferredContent(descriptor, from, onBytes);
    await this.#client.uploadBlob(this.#path, descriptor, open, { signal: this.#signal, mountFrom });
  }

  async putManifest(manifest: StoredManifest, referrer?: Referrer): Promise<void> {
    const { digest, mediaType } = manifest.descriptor;
    const put = { mediaType, digest, content: manifest.content };
    const { listsReferrer } = await this.#client.putManifest(this.#path, digest, put, {
      signal: this.#signal,
    });
    if (referrer !== undefined) this.#referrers.delete(referrer.subject);
    if (referrer === undefined || listsReferrer) return;
    const add = () => addFallbackReferrer(this.#client, this.#path, referrer, this.#signal);
    const added = this.#listing.then(add);
    this.#listing = added.catch(() => undefined);
    await added;
  }

  expectName({ tag }: ImageLocation): void {
    if (tag === undefined) return;
    const found = this.#client.headOwnManifest(this.#path, tag, { signal: this.#signal });
    this.#isOther.set(
      tag,
      found.then(
        (descriptor) => (digest) => descriptor?.digest !== digest,
        () => () => false,
      ),
    );
  }

  async name(location: ImageLocation, { descriptor, content }: StoredManifest): Promise<void> {
    const options = { signal: this.#signal };
    const { mediaType, digest } = descriptor;
    // To a digest the result is pushed by its own one, as Buildx does.
    const name = location.tag ?? digest;
    const isOther = (await this.#isOther.get(name))?.(digest) ?? false;
    this.#isOther.delete(name);
    // What was there may have gone since; what was not is put there in any case.
    if (!isOther) {
      const found = await this.#client.headOwnManifest(this.#path, name, options);
      if (found?.digest === digest) return;
    }
    const { isConfirmed } = await this.#client.putManifest(
      this.#path,
      name,
      { mediaType, digest, content },
      options,
    );
    if (isConfirmed) return;
    const stored = await this.#client.headOwnManifest(this.#path, name, options);
    if (stored?.digest === digest) return;
    throw new SlipwayError(
      "protocol-error",
      `${this.domain} took ${formatLocation(location)} and has ${stored?.digest ?? "nothing"} there`,
    );
  }
}

function nameIn({ tag, digest }: ImageLocation): string {
  return digest ?? tag ?? "latest";
}
