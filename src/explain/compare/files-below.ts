import type { ListedFile, Listing } from "../../build/notes/listing.js";
import { parentOf } from "../../util/parent-of.js";

type Entry = readonly [path: string, file: ListedFile];

/** The entries of each directory, in their order. */
const known = new WeakMap<Listing, ReadonlyMap<string, readonly Entry[]>>();

/** A path with all that is below it; of the path `""` the whole list. What else is in the list is not looked at. */
export function filesBelow(path: string, listing: Listing): Iterable<Entry> {
  if (path === "") return listing;
  const file = listing.get(path);
  return file === undefined ? [] : descend([path, file], entriesOf(listing));
}

/** Without recursion: a list may be as deep as its sender likes. */
function* descend(root: Entry, entries: ReadonlyMap<string, readonly Entry[]>): Generator<Entry, void> {
  const left = [root];
  for (let entry = left.pop(); entry !== undefined; entry = left.pop()) {
    yield entry;
    const inside = entries.get(entry[0]) ?? [];
    for (let index = inside.length - 1; index >= 0; index--) {
      const next = inside[index];
      if (next !== undefined) left.push(next);
    }
  }
}

function entriesOf(listing: Listing): ReadonlyMap<string, readonly Entry[]> {
  const found = known.get(listing);
  if (found !== undefined) return found;
  const entries = new Map<string, Entry[]>();
  for (const entry of listing) {
    const parent = parentOf(entry[0]);
    const siblings = entries.get(parent);
    if (siblings === undefined) entries.set(parent, [entry]);
    else siblings.push(entry);
  }
  known.set(listing, entries);
  return entries;
}
