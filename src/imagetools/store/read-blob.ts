import { SlipwayError } from "../../errors/index.js";
import { CheckedContent } from "../../oci/checked-content.js";
import type { Descriptor } from "../../oci/descriptor.js";
import type { ImageStore } from "./image-store.js";

/** A whole blob. @throws SlipwayError as {@link ImageStore}, `protocol-error` for one that is larger than `limit` bytes */
export async function readWholeBlob(
  store: Pick<ImageStore, "open" | "repository">,
  descriptor: Descriptor,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  if (!(descriptor.size <= limit)) {
    throw new SlipwayError(
      "protocol-error",
      `${descriptor.digest} in ${store.repository} has ${descriptor.size} bytes, more than the ${limit} that it may have`,
    );
  }
  const chunks: Uint8Array[] = [];
  const content = new CheckedContent(descriptor, store.open(descriptor), store.repository);
  for await (const chunk of content.open(0, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A blob's content from a byte on, checked while it passes and told of. */
export function transferredContent(
  descriptor: Descriptor,
  from: Pick<ImageStore, "open" | "repository">,
  onBytes: (position: number) => void,
): (offset: number, signal: AbortSignal | undefined) => AsyncGenerator<Uint8Array, void> {
  const content = new CheckedContent(descriptor, from.open(descriptor), from.repository);
  return async function* (offset, signal) {
    let position = offset;
    for await (const chunk of content.open(offset, signal)) {
      position += chunk.byteLength;
      onBytes(position);
      yield chunk;
    }
  };
}
