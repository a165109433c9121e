import { isIndexType } from "../../oci/descriptor.js";
import type { LoadedSource } from "../combine/loaded-source.js";
import { formatLocation } from "../location/image-location.js";
import type { ImageStores } from "../store/open-stores.js";
import { overlayDescriptor } from "./given-descriptor.js";
import type { PlacedSource } from "./place-sources.js";

/** Fetches the manifests of all sources at once. Rejects as ImageStore. */
export function loadSources(
  sources: readonly PlacedSource[],
  stores: ImageStores,
): Promise<readonly LoadedSource[]> {
  return Promise.all(
    sources.map(async ({ location, given }) => {
      const store = await stores.of(location);
      const { descriptor, content } = await store.load(location);
      const whole = given === undefined ? descriptor : overlayDescriptor(descriptor, given);
      // An index has no platform of its own.
      const { platform: _, ...bare } = whole;
      return {
        store,
        content,
        name: formatLocation(location),
        descriptor: isIndexType(whole.mediaType) ? bare : whole,
      };
    }),
  );
}
