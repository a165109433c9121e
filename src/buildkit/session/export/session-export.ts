import type { Readable, Writable } from "node:stream";
import type { ServerCall } from "../../transport/types.js";

/**
 * What the daemon says about an image or layout archive before it sends it, by exporter response key in lower case
 * (`containerimage.digest`). Empty for tar archives.
 */
export type ExportMetadata = Readonly<Record<string, string>>;

/** Where one exporter's result goes. */
export type SessionExport =
  /**
   * A file, made with the directories above it when the first byte arrives. It takes the name `path` when it is
   * complete; a build that fails leaves what was there. Devices, pipes and symbolic links are written through.
   */
  | { readonly type: "file"; readonly path: string }
  /** A stream, which is not ended: standard output. */
  | { readonly type: "writable"; readonly stream: Writable }
  /** A program of ours that reads the archive. It may stop before the end; the rest is then dropped. */
  | {
      readonly type: "consumer";
      /** Reads the archive; the export fails when it does. */
      readonly consume: (archive: Readable, metadata: ExportMetadata) => Promise<void>;
      /** True tells the daemon that the image is there already and need not be sent. */
      readonly isPresent?: (metadata: ExportMetadata) => Promise<boolean>;
    }
  | { readonly type: "directory"; readonly path: string; readonly mode: DirectoryMode };

/** `copy` adds to what the directory holds, `delete` makes it equal to the result. */
export type DirectoryMode = "copy" | "delete";

/** Receives a directory over the file-sync protocol. */
export type ReceiveDirectory = (
  call: ServerCall,
  destination: string,
  options: { readonly mode: DirectoryMode },
) => Promise<void>;

/** Takes the bytes of one export. */
export interface ExportSink {
  /** Not called again before a returned promise settles. */
  write(chunk: Uint8Array): void | Promise<void>;
  /** The export is complete. */
  finish(): Promise<void>;
  /** The build is through: what is complete takes its place. Missing where it has it already. */
  keep?(): Promise<void>;
  /** The export failed, or the build did before it kept it: leaves nothing behind. Does not reject. */
  abort(reason: unknown): Promise<void>;
}
