import type { BuildNotesDirectory, NotesPlace } from "../../builder/index.js";
import { type Listing, packListing } from "./listing.js";
import type { ListingRecorder } from "./listing-recorder.js";
import { readInputs, readListing } from "./read-notes.js";

/**
 * Writes the lists of directories that are not there yet. A list that is the same as the last one, of which the daemon
 * asked for nothing, is not even read.
 *
 * @returns the lists' files by directory; a directory whose list is too large has none
 */
export async function keepContexts(
  directory: BuildNotesDirectory,
  place: NotesPlace,
  recorders: ReadonlyMap<string, ListingRecorder>,
): Promise<Record<string, string>> {
  const kept: Record<string, string> = {};
  let last: Promise<Readonly<Record<string, string>>> | undefined;
  for (const [name, recorder] of recorders) {
    if (!recorder.isComplete) continue;
    const file = `${recorder.digest()}.list`;
    if (recorder.isUnchanged && directory.has(place, file)) {
      kept[name] = file;
      continue;
    }
    if (recorder.isTooLong) continue;
    last ??= lastContexts(directory, place);
    const before = await listingNamed((await last)[name], directory, place);
    const packed = await packListing(recorder.entries(before));
    if (packed === undefined) continue;
    await directory.write(place, file, packed);
    kept[name] = file;
  }
  return kept;
}

async function lastContexts(
  directory: BuildNotesDirectory,
  place: NotesPlace,
): Promise<Readonly<Record<string, string>>> {
  const newest = (await directory.builds(place)).at(-1);
  return newest === undefined ? {} : ((await readInputs(directory, place, newest.key))?.contexts ?? {});
}

async function listingNamed(
  file: string | undefined,
  directory: BuildNotesDirectory,
  place: NotesPlace,
): Promise<Listing | undefined> {
  return file === undefined ? undefined : readListing(directory, place, file);
}
