import { types } from "node:util";
import type { MemoryEntry } from "../../buildkit/session/index.js";
import { checkNeeded, fieldAt, text } from "../../util/options/index.js";
import {
  type ContextFile,
  type ContextFiles,
  contextFile,
  fileWithPath,
  isIterable,
} from "../options/context-source.js";

/**
 * The files as pairs of path and content, whichever way they were given.
 *
 * @throws SlipwayError `invalid-argument` for what is no file; what the iterable throws.
 */
export async function entriesOf(files: ContextFiles): Promise<Iterable<readonly [string, MemoryEntry]>> {
  // A test framework may run its tests with a Map of its own.
  if (types.isMap(files)) return Array.from(files, ([path, entry]) => checkedEntry(path, entry));
  if (!isIterable(files)) return Object.entries(files as Readonly<Record<string, MemoryEntry>>);
  const entries: (readonly [string, MemoryEntry])[] = [];
  for await (const file of files as Iterable<ContextFile> | AsyncIterable<ContextFile>) {
    checkNeeded("build", `context.files[${entries.length}]`, fileWithPath, file);
    entries.push([file.path, file]);
  }
  return entries;
}

function checkedEntry(path: unknown, entry: MemoryEntry): readonly [string, MemoryEntry] {
  checkNeeded("build", "a path in context.files", text, path);
  if (typeof entry !== "string" && !types.isUint8Array(entry)) {
    checkNeeded("build", fieldAt("context.files", String(path)), contextFile, entry);
  }
  return [String(path), entry];
}
