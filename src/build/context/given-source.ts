import { types } from "node:util";
import type { MemoryEntry } from "../../buildkit/session/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { ContextFile, ContextFiles, ContextSource } from "../options/context-source.js";

const invalid = (message: string) => new SlipwayError("invalid-argument", message);

const isIterable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);

/**
 * A context given by code, as its type says: programs in JavaScript come here without a compiler's check.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function checkedSource(source: ContextSource): ContextSource {
  const { directory, files, tar }: { [Kind in keyof ContextSource]?: unknown } = source ?? {};
  if (files !== undefined) {
    if (isIterable(files)) return source;
    throw invalid("the files of a build context are a Map, or an iterable of { path, content }");
  }
  if (tar !== undefined) {
    if (isIterable(tar)) return source;
    throw invalid("the tar archive of a build context is a stream, or an async iterable of its bytes");
  }
  if (typeof directory === "string") return source;
  throw invalid("a build needs a context: a path, a URL, { directory }, { files } or { tar }");
}

/**
 * The files as pairs of path and content, whichever way they were given.
 *
 * @throws SlipwayError `invalid-argument` for what is no file; what the iterable throws.
 */
export async function entriesOf(files: ContextFiles): Promise<Iterable<readonly [string, MemoryEntry]>> {
  // A test framework may run its tests with a Map of its own.
  if (types.isMap(files)) return Array.from(files, ([path, entry]) => checkedEntry(path, entry));
  const entries: (readonly [string, MemoryEntry])[] = [];
  for await (const file of files as Iterable<ContextFile> | AsyncIterable<ContextFile>) {
    entries.push(checkedEntry(file.path, file));
  }
  return entries;
}

function checkedEntry(path: unknown, entry: MemoryEntry): readonly [string, MemoryEntry] {
  if (typeof path !== "string") throw invalid("a file of the build context has no path");
  if (isContent(entry)) return [path, entry];
  const { content, symlink }: { content?: unknown; symlink?: unknown } = Object(entry);
  if (typeof symlink === "string" || typeof content === "function" || isContent(content))
    return [path, entry];
  throw invalid(
    `file "${path}" of the build context has no content: text, bytes, or a function that gives them`,
  );
}

function isContent(value: unknown): value is string | Uint8Array {
  return typeof value === "string" || types.isUint8Array(value);
}
