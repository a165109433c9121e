import type { LookUpLogin } from "../builder/registry/login-types.js";
import type { BuilderOptions } from "../builder/types.js";
import type { Descriptor } from "../oci/descriptor.js";

/** Options of everything that works on images in registries. */
export interface ImageToolOptions extends BuilderOptions {
  /** The builder by whose configuration registries are reached. It is not booted. Default: the current one. */
  readonly builder?: string | undefined;
  /** Asked for logins before the Docker configuration. */
  readonly credentials?: LookUpLogin | undefined;
  /** What relative paths start from. Default: the working directory. */
  readonly cwd?: string | undefined;
}

/** A source's descriptor; all but the digest may be missing. */
export type ImageDescriptor = Partial<Descriptor> & Pick<Descriptor, "digest">;

/** Options of createImage: the flags of `imagetools create`. */
export interface CreateImageOptions extends ImageToolOptions {
  /**
   * What the image is made of: references, `oci-layout://PATH[:TAG][@DIGEST]`, digests and descriptors (also as JSON).
   * Digests and descriptors are taken from the repository of the other sources and the tags, if that is one.
   */
  readonly sources?: readonly (string | ImageDescriptor)[] | undefined;
  /** Files that each hold a source, taken before `sources`. */
  readonly files?: readonly string[] | undefined;
  /** Where the image is to be: references or `oci-layout://PATH[:TAG]`. Needed unless `dryRun` is set. */
  readonly tags?: readonly string[] | undefined;
  /** Takes the first tag's image as the first source. Default false. */
  readonly append?: boolean | undefined;
  /** `[TYPE[PLATFORM],…:]KEY=VALUE` with the types `index` and `manifest-descriptor`. */
  readonly annotations?: readonly string[] | undefined;
  /** Keeps these platforms only; each may be a list with commas. Default: all. */
  readonly platforms?: readonly string[] | undefined;
  /** Makes an index of a single manifest, too; without it, that is copied as it is. Default true. */
  readonly preferIndex?: boolean | undefined;
  /** Writes nothing. Default false. */
  readonly dryRun?: boolean | undefined;
  /** A file that gets the result as JSON, as `--metadata-file` does. Not written in a dry run. */
  readonly metadataFile?: string | undefined;
}

/** Options of copyImage. */
export type CopyImageOptions = Omit<
  CreateImageOptions,
  "sources" | "files" | "tags" | "append" | "annotations" | "preferIndex"
>;

/** Options of inspectImage. */
export interface InspectImageOptions extends ImageToolOptions {
  /** Fetches the config of every image, too: `images` of the result. Default false. */
  readonly images?: boolean | undefined;
}

/** What came of createImage and copyImage. */
export interface CreatedImage {
  /** Type, digest and size of the image. */
  readonly descriptor: Descriptor;
  /** Exactly the bytes of its index or manifest. */
  readonly content: Uint8Array;
  /** The repositories it was put in, sorted, each once: `docker.io/library/alpine`. */
  readonly repositories: readonly string[];
}
