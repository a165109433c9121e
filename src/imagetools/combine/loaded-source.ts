import type { Descriptor } from "../../oci/descriptor.js";
import type { ImageStore, StoredManifest } from "../store/image-store.js";

/** An image that is to become part of another one. */
export interface LoadedSource extends StoredManifest {
  /** The descriptor of its bytes, with what was given beyond that. */
  readonly descriptor: Descriptor;
  readonly store: ImageStore;
  /** As messages name it. */
  readonly name: string;
}

/** An entry of an index to make, and what it came from. */
export interface SourcedEntry {
  readonly descriptor: Descriptor;
  readonly source: LoadedSource;
}

/** An image that has been put together. */
export interface CombinedImage extends StoredManifest {
  /** What has to be where the image is to be: the entries of an index, or the image itself. */
  readonly parts: readonly SourcedEntry[];
}
