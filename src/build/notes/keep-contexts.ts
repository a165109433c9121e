import type { BuildNotesDirectory, NotesPlace } from "../../builder/index.js";
import { QuickHash } from "../../util/quick-hash.js";
import { listFile, nameOfList, newestFile } from "./list-names.js";
import { type ListedFile, type Listing, packListing } from "./listing.js";
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
    const file = listFile(await nameOfList(directory, place, recorder.digest()));
    if (recorder.isUnchanged && directory.has(place, file)) {
      kept[name] = file;
      continue;
    }
    if (recorder.isTooLong) continue;
    last ??= lastContexts(directory, place);
    const before = await listingNamed((await last)[name], directory, place);
    const written = await keepList(directory, place, recorder, { file, before });
    if (written !== undefined) kept[name] = written;
  }
  return kept;
}

/** Writes a list, and gives its file; undefined for one that is too large. */
async function keepList(
  directory: BuildNotesDirectory,
  place: NotesPlace,
  recorder: ListingRecorder,
  { file, before }: { readonly file: string; readonly before: Listing | undefined },
): Promise<string | undefined> {
  const there = await readListing(directory, place, file);
  const packed = await packListing(recorder.entries(before, there));
  if (packed === undefined) return undefined;
  // Files of the same size and time may have other contents, and then the list that is there is that of earlier builds.
  const isOther = there !== undefined && differs(there, recorder.entries(before, there));
  const name = isOther ? `${recorder.digest()}-${hashOf(recorder.entries(before, there))}` : undefined;
  const chosen = name === undefined ? file : listFile(name);
  await directory.write(place, chosen, packed);
  if (name !== undefined) await directory.write(place, newestFile(recorder.digest()), name);
  return chosen;
}

/** Whether a file has another content than a list has noted. */
function differs(list: Listing, entries: Iterable<readonly [path: string, file: ListedFile]>): boolean {
  for (const [path, { hash }] of entries) {
    const known = list.get(path)?.hash ?? "";
    if (hash !== "" && known !== "" && hash !== known) return true;
  }
  return false;
}

function hashOf(entries: Iterable<readonly [path: string, file: ListedFile]>): string {
  const hash = new QuickHash();
  for (const [, file] of entries) hash.add(file.hash);
  return hash.hex();
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
