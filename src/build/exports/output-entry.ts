import type { ArchiveReceiver } from "../options/output-option.js";

/** One output of a build. */
export interface OutputEntry {
  /** `image`, `registry`, `docker`, `oci`, `tar`, `local`, `cacheonly`, or whatever the daemon may know. */
  readonly type: string;
  /** Where the client writes; `-` is standard output, empty is none. */
  readonly dest: string;
  readonly attrs: Readonly<Record<string, string>>;
  /** Takes the archive in place of a file. */
  readonly receiver?: ArchiveReceiver;
}
