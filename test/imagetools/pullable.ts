import { type Descriptor, isIndexType } from "../../src/oci/descriptor.js";
import { sha256Digest } from "../../src/oci/digest.js";
import type { RegistryClient } from "../../src/oci/registry/index.js";

interface Content {
  readonly manifests?: readonly Descriptor[];
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
}

/** Pulls an image with all that it lists; resolves with the digests of its manifests, undefined when there is none. */
export async function pull(
  client: RegistryClient,
  repository: string,
  reference: string,
): Promise<readonly string[] | undefined> {
  if ((await client.headManifest(repository, reference)) === undefined) return undefined;
  const { descriptor, content } = await client.getManifest(repository, reference);
  const { manifests = [], config, layers = [] } = JSON.parse(Buffer.from(content).toString()) as Content;
  if (isIndexType(descriptor.mediaType)) {
    const below = await Promise.all(manifests.map(({ digest }) => pull(client, repository, digest)));
    if (below.includes(undefined)) throw new Error(`${repository}:${reference} lists what is not there`);
    return [descriptor.digest, ...below.flatMap((digests) => digests ?? [])];
  }
  for (const blob of [...(config ? [config] : []), ...layers]) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of client.readBlob(repository, blob)) chunks.push(chunk);
    if (sha256Digest(Buffer.concat(chunks)) !== blob.digest) throw new Error(`${blob.digest} is damaged`);
  }
  return [descriptor.digest];
}
