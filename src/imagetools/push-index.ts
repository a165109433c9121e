import { SlipwayError } from "../errors/index.js";
import type { Descriptor } from "../oci/descriptor.js";
import { parseReference } from "../oci/reference.js";
import type { RegistryClient } from "../oci/registry/index.js";
import type { IndexAnnotations } from "./annotations/index-annotations.js";
import { combineManifests } from "./combine-manifests.js";

/** An index to push. */
export interface IndexPush {
  /** References to put it under, at least one. Its sources are in the repository of the first. */
  readonly names: readonly string[];
  /** The manifests and indexes to put together. */
  readonly sources: readonly Descriptor[];
  readonly annotations: IndexAnnotations;
  /** Opens the client of a registry, by its host; called once for each. */
  readonly open: (domain: string) => Promise<RegistryClient>;
  readonly signal?: AbortSignal | undefined;
}

/** Puts the index of some manifests under every name; resolves with its digest. Throws as RegistryClient does. */
export async function pushIndex({ names, sources, annotations, open, signal }: IndexPush): Promise<string> {
  const [first, ...others] = names.map(parseReference);
  if (first === undefined) throw new SlipwayError("internal", "a push without a name");
  const clients = new Map<string, Promise<RegistryClient>>();
  const clientOf = ({ domain }: { readonly domain: string }) => {
    const client = clients.get(domain) ?? open(domain);
    clients.set(domain, client);
    return client;
  };
  const client = await clientOf(first);
  const { descriptor, content } = await combineManifests(
    { client, domain: first.domain, repository: first.path, sources, annotations },
    { signal },
  );
  for (const name of [first, ...others]) {
    const manifest = { mediaType: descriptor.mediaType, content };
    await (await clientOf(name)).putManifest(name.path, name.tag ?? "latest", manifest, { signal });
  }
  return descriptor.digest;
}
