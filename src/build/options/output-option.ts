import type { Readable, Writable } from "node:stream";
import { called, choice, fields, flag, having, needed, text, variants } from "../../util/options/index.js";
import { type AttributeValues, attributeValues } from "../attributes/attribute-fields.js";

/** A file, directory or link of a result. */
export interface OutputFile {
  /** Slash-separated, without a slash at either end. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "link" | "other";
  /** Unix permission bits. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly mtime: Date;
  /** Where a symbolic or a hard link points. */
  readonly linkname?: string;
  /**
   * The content as it arrives, to be read once; what is not read is skipped when the next file is asked for. Who reads
   * later or again gets an `invalid-argument` error.
   */
  readonly content: AsyncIterable<Uint8Array>;
  /** The content whole; the next file waits for it. */
  bytes(): Promise<Uint8Array>;
}

/**
 * Takes an archive while the daemon sends it, no faster than it is read. The build succeeds only if the receiver does.
 */
export type ArchiveReceiver =
  /** Written to and ended; destroyed when the build fails. */
  | { readonly stream: Writable }
  /** May stop reading early; the rest is then dropped. */
  | { readonly consume: (archive: Readable) => Promise<void> };

/** Attributes of the exporter beside those that have a name here, e.g. `compression` or `rewrite-timestamp`. */
export interface ExporterAttributes {
  readonly attrs?: AttributeValues;
}

/** Where an archive goes: exactly one of these. */
export type ArchiveDestination =
  /** A file. */
  | { readonly dest: string; readonly stream?: never; readonly consume?: never; readonly files?: never }
  /** A stream, which is ended. */
  | { readonly stream: Writable; readonly dest?: never; readonly consume?: never; readonly files?: never }
  /** A function that reads the archive. */
  | {
      /** Reads the archive; may stop early. */
      readonly consume: (archive: Readable) => Promise<void>;
      readonly dest?: never;
      readonly stream?: never;
      readonly files?: never;
    }
  /** A function that is given the archive's files one after the other. */
  | {
      /** Reads the files; may stop early. */
      readonly files: (files: AsyncIterable<OutputFile>) => Promise<void>;
      readonly dest?: never;
      readonly stream?: never;
      readonly consume?: never;
    };

/** An output given by code: what is made of the result, and where it goes. */
export type OutputOption =
  /** The files of the result, as a tar archive. */
  | (ExporterAttributes & ArchiveDestination & { readonly type: "tar" })
  /** The image as an OCI image layout, in a tar archive. */
  | (ExporterAttributes & ArchiveDestination & { readonly type: "oci"; readonly tar?: true })
  /** The image as an OCI image layout in a directory. */
  | (ExporterAttributes & { readonly type: "oci"; readonly tar: false; readonly dest: string })
  /** The image as an archive that `docker load` reads. */
  | (ExporterAttributes & ArchiveDestination & { readonly type: "docker"; readonly context?: never })
  /** The image in the store of an engine: that of a docker context, or the current one. */
  | (ExporterAttributes & { readonly type: "docker"; readonly dest?: never; readonly context?: string })
  /** The files of the result in a directory; `delete` makes the directory equal to the result. */
  | (ExporterAttributes & {
      readonly type: "local";
      readonly dest: string;
      readonly mode?: "copy" | "delete";
    })
  /** The image in the builder's own store, and in a registry with `push`. */
  | (ExporterAttributes & { readonly type: "image"; readonly name?: string; readonly push?: boolean })
  /** Nothing but the build cache. */
  | { readonly type: "cacheonly" };

type Output<Type extends string> = Extract<OutputOption, { readonly type: Type }>;

const destination = {
  dest: text,
  stream: having<Writable>("a stream to write to", "write", "end"),
  consume: called<(archive: Readable) => Promise<void>>(),
  files: called<(files: AsyncIterable<OutputFile>) => Promise<void>>(),
};
const destinations = Object.keys(destination);
const attrs = attributeValues;
const inMemory = 'type: "tar" takes a function as files, which gets the files one by one';

/** {@link OutputOption}, described. */
export const outputOption = variants<OutputOption>({
  tar: fields<Output<"tar">>(
    { type: needed(choice("tar")), ...destination, attrs },
    { exactlyOne: destinations },
  ),
  oci: fields<Output<"oci">>(
    { type: needed(choice("oci")), ...destination, tar: flag, attrs },
    { exactlyOne: destinations },
  ),
  docker: fields<Output<"docker">>(
    { type: needed(choice("docker")), ...destination, context: text, attrs },
    { atMostOne: [...destinations, "context"] },
  ),
  local: fields<Output<"local">>(
    { type: needed(choice("local")), dest: needed(text), mode: choice("copy", "delete"), attrs },
    { hints: { stream: inMemory, consume: inMemory, files: inMemory } },
  ),
  image: fields<Output<"image">>({ type: needed(choice("image")), name: text, push: flag, attrs }),
  cacheonly: fields<Output<"cacheonly">>({ type: needed(choice("cacheonly")) }),
});
