import { isSlipwayError } from "../../errors/index.js";
import type { Descriptor } from "../../oci/descriptor.js";
import type { StepReporter } from "../../progress/index.js";
import { ConcurrencyLimit } from "../../util/concurrency-limit.js";
import type { ImageStore, Referrer, StoredManifest } from "../store/image-store.js";
import { manifestChildren } from "./manifest-children.js";
import { travellingTypes } from "./referrer-types.js";

/** How many blobs are under way to a place at a time. */
const blobsAtOnce = 4;
/** Manifests of one index that are asked for at a time. */
const manifestsAtOnce = 8;
/** How deep indexes in indexes, and referrers of referrers, may go. */
const depthLimit = 16;

/** A manifest to copy. */
interface ManifestCopy {
  readonly from: ImageStore;
  readonly descriptor: Descriptor;
  /** Its bytes, where they are known. */
  readonly content?: Uint8Array | undefined;
  readonly referrer?: Referrer | undefined;
  readonly depth: number;
}

/**
 * Copies images into one repository with all that they consist of and what is to travel along with them, deepest first,
 * so that what is there is always whole. Whatever occurs several times is copied once.
 */
export class RepositoryCopy {
  readonly #target: ImageStore;
  readonly #step: StepReporter;
  readonly #named: ReadonlySet<string>;
  readonly #blobLimit = new ConcurrencyLimit(blobsAtOnce);
  readonly #manifestLimit = new ConcurrencyLimit(manifestsAtOnce);
  readonly #blobs = new Map<string, Promise<void>>();
  readonly #manifests = new Map<string, Promise<void>>();
  /**
   * The last putting of each manifest. One at a time: a registry that stores a manifest again has it away for a moment,
   * and refuses an index that lists it.
   */
  readonly #puts = new Map<string, Promise<void>>();
  /** Manifests whose referrers are copied; lists from registries may go round in circles. */
  readonly #followed = new Set<string>();

  /** @param named digests that are found by the name which the image gets */
  constructor(target: ImageStore, step: StepReporter, named: ReadonlySet<string>) {
    this.#target = target;
    this.#step = step;
    this.#named = named;
  }

  /** Copies a manifest or index. @param content its bytes, if they are known. Rejects as ImageStore. */
  copy(from: ImageStore, descriptor: Descriptor, content?: Uint8Array): Promise<void> {
    return this.#once({ from, descriptor, content, depth: 0 });
  }

  #once(copy: ManifestCopy): Promise<void> {
    const { descriptor, referrer } = copy;
    // What an index lists may refer to an image as well, and has to be listed there, too.
    const key = `${descriptor.digest} ${referrer?.subject ?? ""}`;
    const begun = this.#manifests.get(key) ?? this.#copyManifest(copy);
    this.#manifests.set(key, begun);
    return begun;
  }

  async #copyManifest(copy: ManifestCopy): Promise<void> {
    const { from, descriptor, content, depth } = copy;
    if (from.repository === this.#target.repository) {
      // It was read from here, or an index here lists it: some registries let that dangle.
      if (content === undefined) await this.#load(copy);
      return;
    }
    const before = this.#puts.get(descriptor.digest);
    const put = before === undefined ? this.#put(copy) : before.then(() => this.#put(copy));
    // Who comes next tries for itself.
    this.#puts.set(
      descriptor.digest,
      put.catch(() => undefined),
    );
    await put;
    await this.#copyReferrers(from, descriptor, depth);
  }

  async #put(copy: ManifestCopy): Promise<void> {
    const { from, descriptor, content, referrer, depth } = copy;
    const isThere = await this.#manifestLimit.run(() => this.#target.hasManifest(descriptor));
    if (isThere && referrer === undefined) return;
    const manifest = content === undefined ? await this.#load(copy) : { descriptor, content };
    if (!isThere) await this.#copyChildren(from, manifest, depth);
    await this.#manifestLimit.run(() => this.#target.putManifest(manifest, referrer));
  }

  #load({ from, descriptor }: ManifestCopy): Promise<StoredManifest> {
    return this.#manifestLimit.run(async () => {
      const { content } = await from.load(from.placeOf(descriptor.digest));
      return { descriptor, content };
    });
  }

  async #copyChildren(from: ImageStore, manifest: StoredManifest, depth: number): Promise<void> {
    if (depth > depthLimit) return;
    const { manifests, blobs } = manifestChildren(manifest);
    await Promise.all([
      ...manifests.map((descriptor) => this.#once({ from, descriptor, depth: depth + 1 })),
      ...blobs.map((descriptor) => this.#copyBlob(from, descriptor)),
    ]);
  }

  #copyBlob(from: ImageStore, descriptor: Descriptor): Promise<void> {
    const { digest, size, urls = [] } = descriptor;
    const begun =
      this.#blobs.get(digest) ??
      this.#blobLimit.run(async () => {
        if (await this.#target.hasBlob(descriptor)) return;
        const told = blobProgress(this.#step, digest, size);
        try {
          await this.#target.putBlob(descriptor, { from, onBytes: told.update });
        } catch (reason) {
          // A layer that is to be fetched from elsewhere need not be here.
          if (!isSlipwayError(reason, "not-found") || urls.length === 0) throw reason;
        } finally {
          told.end();
        }
      });
    this.#blobs.set(digest, begun);
    return begun;
  }

  async #copyReferrers(from: ImageStore, { digest }: Descriptor, depth: number): Promise<void> {
    if (depth > depthLimit || this.#followed.has(digest)) return;
    this.#followed.add(digest);
    const referrers = await this.#manifestLimit.run(() => from.referrers(digest));
    const travelling = referrers.filter(({ artifactType = "" }) => travellingTypes.has(artifactType));
    await Promise.all(
      travelling.map(async (listed) => {
        const isNamed = this.#named.has(listed.digest);
        const referrer = { subject: digest, listed, isNamed };
        try {
          await this.#once({ from, descriptor: listed, referrer, depth: depth + 1 });
        } catch (reason) {
          // Lists may name what has been deleted.
          if (!isSlipwayError(reason, "not-found")) throw reason;
        }
      }),
    );
  }
}

/** Tells of a blob's bytes ten times a second, of one that is soon there not at all. */
function blobProgress(step: StepReporter, digest: string, size: number) {
  let position = 0;
  let isTold = false;
  let next = performance.now() + 500;
  return {
    update: (now: number) => {
      position = now;
      if (performance.now() < next) return;
      isTold = true;
      next = performance.now() + 100;
      step.progress(digest, now, size);
    },
    end: () => {
      if (isTold) step.progress(digest, position, size, true);
    },
  };
}
