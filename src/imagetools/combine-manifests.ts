import type { Descriptor } from "../oci/descriptor.js";
import type { RegistryCallOptions, RegistryClient } from "../oci/registry/index.js";
import { type IndexAnnotations, noAnnotations } from "./annotations/index-annotations.js";
import { combineSources } from "./combine/combine-sources.js";
import type { StoredManifest } from "./store/image-store.js";
import { RegistryStore } from "./store/registry-store.js";

/** What is combined, and where it is. */
export interface ManifestsToCombine {
  readonly client: RegistryClient;
  readonly domain: string;
  readonly repository: string;
  readonly sources: readonly Descriptor[];
  readonly annotations?: IndexAnnotations | undefined;
}

/**
 * One index of several manifests and indexes of a repository, see {@link combineSources}. Nothing is written to the
 * registry.
 *
 * @throws SlipwayError as RegistryClient does, `protocol-error` for content that is no manifest.
 */
export async function combineManifests(
  { client, domain, repository, sources, annotations = noAnnotations }: ManifestsToCombine,
  { signal }: RegistryCallOptions = {},
): Promise<StoredManifest> {
  const store = new RegistryStore(domain, repository, client, signal);
  const loaded = await Promise.all(
    sources.map(async ({ digest, ...rest }) => {
      const { descriptor, content } = await store.load(store.placeOf(digest));
      return { store, name: digest, content, descriptor: { ...rest, ...descriptor } };
    }),
  );
  const isAnnotated = Object.keys(annotations.index).length > 0 || annotations.descriptors.length > 0;
  const { descriptor, content } = await combineSources(loaded, {
    isAnnotated,
    annotations: () => annotations,
    signal,
  });
  return { descriptor, content };
}
