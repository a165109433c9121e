import { contextFields } from "../../builder/options/context-options.js";
import type { BuilderOptions } from "../../builder/types.js";
import { type Fields, fields, flag, needed, text } from "../../util/options/index.js";
import { type CacheMount, cacheMount } from "./cache-mount.js";

/** The image whose tools read and write the mount, unless another one is given. */
export const defaultMountImage = "debian:stable-slim";

/** Which cache mount, on which builder. */
export interface CacheMountOptions extends BuilderOptions {
  /** The mount, or its text: `id=…`, `target=/root/.cache,uid=1000`. */
  readonly mount: string | CacheMount;
  /** Builder's name. Default: `BUILDX_BUILDER`, else the current builder. */
  readonly builder?: string | undefined;
  /**
   * An image with a shell and GNU tar, find and coreutils: a reference, `docker-daemon://`, `oci-layout://`, or a directory
   * that begins with `.` or `/`. Default `debian:stable-slim`.
   */
  readonly image?: string | undefined;
  /** Picks the node of a builder with several. Default: the builder's first. */
  readonly platform?: string | undefined;
  /** Directory that relative paths start from. Default process.cwd(). */
  readonly cwd?: string | undefined;
}

/** Options of exportCacheMount. */
export interface ExportCacheMountOptions extends CacheMountOptions {
  /** The archive to write. When it is an earlier export, only what changed since is asked for. */
  readonly output: string;
  /** Also write an archive of a mount in which nothing is. Default false: that is an error. */
  readonly allowEmpty?: boolean | undefined;
}

/** Options of importCacheMount. */
export interface ImportCacheMountOptions extends CacheMountOptions {
  /** An archive that exportCacheMount wrote. */
  readonly input: string;
}

/** What an export did. */
export interface CacheMountExport {
  /** Files, directories and links in the archive, the mount's own directory among them. */
  readonly entries: number;
  /** Bytes of the archive. */
  readonly size: number;
  /** Entries that came from the builder. */
  readonly changed: number;
  /** Entries that the earlier archive had and the mount has no more. */
  readonly removed: number;
  /** Bytes that came from the builder. */
  readonly received: number;
  /** The archive is the earlier one with changes; false when the mount was sent whole. */
  readonly incremental: boolean;
}

/** What an import did. */
export interface CacheMountImport {
  /** Files, directories and links in the mount, its own directory among them. */
  readonly entries: number;
  /** Entries that were sent to the builder. */
  readonly changed: number;
  /** Paths that the mount had and the archive has not, or has as something else. */
  readonly removed: number;
  /** Bytes that were sent to the builder. */
  readonly sent: number;
}

const mountFields: Fields<CacheMountOptions> = {
  ...contextFields,
  mount: needed(cacheMount),
  builder: text,
  image: text,
  platform: text,
  cwd: text,
};

/** {@link ExportCacheMountOptions}, described. */
export const exportMountOptions = fields<ExportCacheMountOptions>({
  ...mountFields,
  output: needed(text),
  allowEmpty: flag,
});

/** {@link ImportCacheMountOptions}, described. */
export const importMountOptions = fields<ImportCacheMountOptions>({ ...mountFields, input: needed(text) });
