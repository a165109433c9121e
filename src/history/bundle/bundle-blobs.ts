import type { BuildKitClient, TakeContent } from "../../buildkit/client/index.js";
import { SlipwayError } from "../../errors/index.js";
import { DigestVerifier, sha256Digest } from "../../oci/digest.js";
import { stringifyLikeGo } from "../../util/go-json.js";

/** What a manifest says of a blob, in the order in which Go writes it. */
export interface BundleDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A blob of a bundle: its bytes, or where they are. */
export type BundleBlob = { readonly digest: string; readonly size: number } & (
  | { readonly content: Uint8Array }
  | { readonly client: BuildKitClient }
);

/** The blobs of a bundle, each once. */
export class BundleBlobs {
  readonly #blobs = new Map<string, BundleBlob>();

  /** All, sorted by digest. */
  sorted(): BundleBlob[] {
    return [...this.#blobs.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  }

  /** Adds bytes. */
  add(mediaType: string, content: Uint8Array): BundleDescriptor {
    const blob = { digest: sha256Digest(content), size: content.byteLength };
    this.#blobs.set(blob.digest, { ...blob, content });
    return { mediaType, ...blob };
  }

  /** Adds JSON with the indent that buildx gives it. */
  addJson(mediaType: string, value: object): BundleDescriptor {
    return this.add(mediaType, Buffer.from(stringifyLikeGo(value, 2)));
  }

  /** Adds a blob of a daemon's store. Throws `not-found` when it has none of that digest. */
  async addStored(
    client: BuildKitClient,
    { digest }: Pick<BundleDescriptor, "digest">,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<void> {
    const size = await client.contentSize(digest, options);
    if (size === undefined) throw new SlipwayError("not-found", `the daemon has no content ${digest}`);
    if (!this.#blobs.has(digest)) this.#blobs.set(digest, { digest, size, client });
  }

  /** Reads a stored blob piece by piece; it fails at the end of one that does not match its digest. */
  async streamContent(
    digest: string,
    take: TakeContent,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<void> {
    const blob = this.#blobs.get(digest);
    if (blob === undefined || !("client" in blob)) return;
    const verifier = new DigestVerifier(digest, blob.size);
    const takeVerified = (chunk: Uint8Array) => {
      verifier.update(chunk);
      return take(chunk);
    };
    await blob.client.streamContent(digest, takeVerified, options);
    verifier.verify();
  }
}

/** The error for a build that cannot be bundled; one that was called off stays what it is. */
export function bundleFailure(ref: string, reason: unknown): SlipwayError {
  const error = SlipwayError.from(reason);
  if (error.code === "canceled") return error;
  return error.copyWith({ message: `failed to export: failed to export record ${ref}: ${error.message}` });
}
