import type { MemoryEntry, MemoryFile, MemorySymlink } from "../../buildkit/session/index.js";
import {
  bytes,
  called,
  count,
  date,
  either,
  fields,
  mismatch,
  needed,
  record,
  text,
  thing,
  type Wanted,
} from "../../util/options/index.js";

/** A file of a build context made by code: `{ path: "src/main.js", content: "…", mode: 0o755 }`. */
export type ContextFile = (MemoryFile | MemorySymlink) & {
  /** Slash-separated, relative to the context. */
  readonly path: string;
};

/**
 * The files of a build context: by path in a Map or an object, or one after the other. They are held until the build
 * ends; a content given as a function is made when the daemon asks for it and need not be held.
 */
export type ContextFiles =
  | Readonly<Record<string, MemoryEntry>>
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

const content = either(text, bytes, called<() => Iterable<Uint8Array> | AsyncIterable<Uint8Array>>());
const fileFields = { content, size: count, mode: count, mtime: date, symlink: text } as const;
const exactlyOne = ["content", "symlink"];

/** A file of a build context whose path is known, described. */
export const contextFile: Wanted<MemoryEntry> = either(
  text,
  bytes,
  fields<MemoryFile | MemorySymlink>(fileFields, { exactlyOne }),
);

/** A file that comes with its path, and may come with more, described. */
export const fileWithPath = fields<ContextFile>(
  { path: needed(text), ...fileFields },
  { exactlyOne, open: true },
);

/** Something to loop over; what comes of it is looked at as it comes. */
export function isIterable(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}

const filesByPath = record(contextFile);
const filesSay = "a Map or an object of files by path, or an iterable of { path, content }";
const files: Wanted<ContextFiles> = {
  says: filesSay,
  find: (value, at) => {
    if (isIterable(value)) return undefined;
    const found = filesByPath.find(value, at);
    return found?.at === at ? mismatch(value, at, filesSay) : found;
  },
};

/** {@link ContextSource}, described. */
export const contextSource = fields<ContextSource>(
  {
    directory: text,
    files,
    tar: thing("a stream, or an async iterable of bytes", isIterable),
  },
  { exactlyOne: ["directory", "files", "tar"] },
);
