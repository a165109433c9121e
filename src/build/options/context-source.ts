import type { MemoryEntry, MemoryFile, MemorySymlink } from "../../buildkit/session/index.js";

/** A file of a build context made by code: `{ path: "src/main.js", content: "…", mode: 0o755 }`. */
export type ContextFile = (MemoryFile | MemorySymlink) & {
  /** Slash-separated, relative to the context. */
  readonly path: string;
};

/**
 * The files of a build context: by path, or one after the other. They are held until the build ends; a content given
 * as a function is made when the daemon asks for it and need not be held.
 */
export type ContextFiles =
  | ReadonlyMap<string, MemoryEntry>
  | Iterable<ContextFile>
  | AsyncIterable<ContextFile>;

/** A build context that is not named by a string. */
export type ContextSource =
  /** A directory on this machine, whatever its name looks like. */
  | { readonly directory: string; readonly files?: never; readonly tar?: never }
  /** Files made by code; parent directories come into being by themselves. */
  | { readonly files: ContextFiles; readonly directory?: never; readonly tar?: never }
  /** A tar archive, plain or compressed. It is read once, when the daemon asks for it. */
  | { readonly tar: AsyncIterable<Uint8Array>; readonly directory?: never; readonly files?: never };
