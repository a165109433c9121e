import type { BuildNotesDirectory, NotesPlace } from "../../builder/index.js";
import { parseJson } from "../../util/json-value.js";
import type { BuildNote } from "./build-note.js";
import { type Listing, unpackListing } from "./listing.js";

/** A note, undefined where there is none, or one of another version of Slipway. Throws `io-error`. */
export async function readNote(
  directory: BuildNotesDirectory,
  place: NotesPlace,
  name: string,
): Promise<BuildNote | undefined> {
  const data = await directory.read(place, name);
  const value = data === undefined ? undefined : parseJson(data.toString("utf8"));
  return isNote(value) ? value : undefined;
}

/** Our own files, for the owner alone: a look at the version and the lists is enough. */
function isNote(value: unknown): value is BuildNote {
  if (typeof value !== "object" || value === null) return false;
  const { version, steps, contexts, args } = value as Partial<BuildNote>;
  return version === 1 && Array.isArray(steps) && isObject(contexts) && isObject(args);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** A list of files, undefined where it is gone or damaged. Throws `io-error`. */
export async function readListing(
  directory: BuildNotesDirectory,
  place: NotesPlace,
  file: string,
): Promise<Listing | undefined> {
  const data = await directory.read(place, file);
  return data === undefined ? undefined : unpackListing(data);
}
