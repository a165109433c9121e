import type { Descriptor } from "../../oci/descriptor.js";
import type { OpenBlob } from "../../oci/registry/index.js";
import type { ImageLocation } from "../location/image-location.js";

/** A manifest or index with its bytes. */
export interface StoredManifest {
  readonly descriptor: Descriptor;
  /** Exactly the bytes of the digest. */
  readonly content: Uint8Array;
}

/** How the content of a blob comes to be asked for and told of. */
export interface BlobTransfer {
  readonly from: ImageStore;
  /** Told of bytes as they are read to be sent. */
  readonly onBytes: (position: number) => void;
}

/**
 * What holds images: a repository of a registry, or an OCI layout. All calls reject with SlipwayError: `not-found`,
 * `auth-failed`, `registry-error`, `protocol-error`, `io-error`, `corrupt-state`, `disk-full`, `canceled`.
 */
export interface ImageStore {
  /** As {@link repositoryOf} has it. */
  readonly repository: string;
  /** The registry's host; undefined for a layout. */
  readonly domain?: string | undefined;
  /** The location of a manifest here. */
  placeOf(digest: string): ImageLocation;
  /** The image of that tag or digest. */
  load(location: ImageLocation): Promise<StoredManifest>;
  /** What refers to a manifest: attestations, signatures. */
  referrers(digest: string): Promise<readonly Descriptor[]>;
  /** Content from a byte on, not checked. */
  readonly open: (descriptor: Descriptor) => OpenBlob;

  hasManifest(descriptor: Descriptor): Promise<boolean>;
  hasBlob(descriptor: Descriptor): Promise<boolean>;
  /** Takes a blob over from another store, checked while it passes. */
  putBlob(descriptor: Descriptor, transfer: BlobTransfer): Promise<void>;
  /**
   * Puts a manifest without a name; what it refers to must be there.
   *
   * @param referrer for one that has a subject: how it is listed among what refers to that
   */
  putManifest(manifest: StoredManifest, referrer?: Referrer): Promise<void>;
  /** Begins to ask what a location's name stands for, which {@link name} wants to know. Never fails; may do nothing. */
  expectName?(location: ImageLocation): void;
  /** Gives a manifest the name of a location, by putting it there; `io-error` leaves the name as it was. */
  name(location: ImageLocation, manifest: StoredManifest): Promise<void>;
}

/** A manifest that refers to another one. */
export interface Referrer {
  readonly subject: string;
  /** As the list at its source has it. */
  readonly listed: Descriptor;
  /** It is reachable from what gets a name. */
  readonly isNamed: boolean;
}
