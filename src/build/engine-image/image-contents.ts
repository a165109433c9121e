import { fieldOf, parseJson } from "../../util/json-value.js";

/** What an image consists of, as far as it is there. */
export interface ImageContents {
  /** Indexes, manifests and configurations by digest. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  /** Bytes of the layers by digest. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Where {@link imageContents} looks. Both give undefined for what is not there, such as another platform's layers. */
export interface ImageBlobs {
  size(digest: string): number | undefined;
  bytes(digest: string): Promise<Uint8Array | undefined>;
}

/** A document is smaller than this, in bytes; what is larger is not read into memory. */
const MAX_DOCUMENT = 4 << 20;

/** Walks an image from its index or manifest down. */
export async function imageContents(root: string, blobs: ImageBlobs): Promise<ImageContents> {
  const documents = new Map<string, Uint8Array>();
  const sizes = new Map<string, number>();
  const pending = [root];
  for (let digest = pending.pop(); digest !== undefined; digest = pending.pop()) {
    if (documents.has(digest) || (blobs.size(digest) ?? Number.POSITIVE_INFINITY) > MAX_DOCUMENT) continue;
    const content = await blobs.bytes(digest);
    if (content === undefined) continue;
    documents.set(digest, content);
    const document = parseJson(Buffer.from(content).toString("utf8"));
    pending.push(...digestsOf(fieldOf(document, "manifests")), ...digestsOf([fieldOf(document, "config")]));
    for (const layer of digestsOf(fieldOf(document, "layers"))) {
      const size = blobs.size(layer);
      if (size !== undefined) sizes.set(layer, size);
    }
  }
  return { documents, sizes };
}

function digestsOf(descriptors: unknown): string[] {
  if (!Array.isArray(descriptors)) return [];
  const digests = descriptors.map((descriptor) => fieldOf(descriptor, "digest"));
  return digests.filter((digest) => typeof digest === "string");
}
