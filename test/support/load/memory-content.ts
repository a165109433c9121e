import type { ContentDescriptor, TakeContent } from "../../../src/buildkit/client/index.js";
import { SlipwayError } from "../../../src/errors/index.js";
import type { ContentSource } from "../../../src/load/content-source.js";
import { type Descriptor, MEDIA_TYPES } from "../../../src/oci/descriptor.js";
import { sha256Digest } from "../../../src/oci/digest.js";

/** A daemon's content store in memory. */
export class MemoryContent implements ContentSource {
  readonly blobs = new Map<string, Uint8Array>();
  /** The digests of the blobs that were streamed, in order. */
  readonly streamed: string[] = [];

  /** Puts a blob in: text, or a document. */
  add(content: string | object, mediaType = MEDIA_TYPES.ociLayer as string): Descriptor {
    const bytes = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
    const digest = sha256Digest(bytes);
    this.blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  /** Puts an image in whose layers are these texts; each layer's uncompressed digest is that of `raw:` and its text. */
  addImage(layers: readonly string[], config: object = {}): Descriptor {
    const rootfs = { type: "layers", diff_ids: layers.map(diffIdOf) };
    const manifest = {
      schemaVersion: 2,
      config: this.add({ ...config, rootfs }, MEDIA_TYPES.ociConfig),
      layers: layers.map((layer) => this.add(layer)),
    };
    return this.add(manifest, MEDIA_TYPES.ociManifest);
  }

  /** Puts an index of these manifests in. */
  addIndex(manifests: readonly Descriptor[]): Descriptor {
    return this.add({ mediaType: MEDIA_TYPES.ociIndex, manifests }, MEDIA_TYPES.ociIndex);
  }

  async contentSize(digest: string): Promise<number | undefined> {
    return this.blobs.get(digest)?.length;
  }

  async readContent({ digest }: ContentDescriptor): Promise<Uint8Array> {
    const bytes = this.blobs.get(digest);
    if (bytes === undefined) throw new SlipwayError("not-found", `content ${digest}: not found`);
    return bytes;
  }

  async streamContent(digest: string, take: TakeContent): Promise<void> {
    this.streamed.push(digest);
    const bytes = await this.readContent({ digest, size: 0 });
    for (let at = 0; at < bytes.length; at += pieceSize) await take(bytes.subarray(at, at + pieceSize));
  }
}

const pieceSize = 64 * 1024;

/** The uncompressed digest of a layer of {@link MemoryContent.addImage}. */
export const diffIdOf = (layer: string): string => sha256Digest(`raw:${layer}`);
