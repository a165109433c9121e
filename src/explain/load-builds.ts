import { type BuildNote, outcomeFile } from "../build/notes/build-note.js";
import type { Listing } from "../build/notes/listing.js";
import { readListing, readNote } from "../build/notes/read-notes.js";
import type { BuildNotesDirectory, ListedBuild, NotesPlace } from "../builder/index.js";
import type { NotedBuild } from "./compare/build-pair.js";
import { needsCause } from "./compare/find-cause.js";

/** A build's note, and what lies beside it. */
export interface FoundNote {
  readonly place: NotesPlace;
  readonly build: NotedBuild;
  /** Earlier builds of the target on the node, newest first; none where no step needs a cause. */
  readonly earlier: readonly NotedBuild[];
  readonly otherNodes: readonly string[];
}

/** Finds the notes of the build of that id. Undefined where it was not noted, or so long ago that it is forgotten. */
export async function findNote(
  notes: BuildNotesDirectory,
  builder: string,
  node: string,
  ref: string,
): Promise<FoundNote | undefined> {
  const places = (await notes.targets(builder, node)).map((target) => ({ builder, node, target }));
  // Most that are asked for ran steps, and then a file tells where.
  const [found] = places.filter((place) => notes.has(place, outcomeFile(ref)));
  for (const place of found === undefined ? places : [found]) {
    const builds = await notes.builds(place);
    const index = builds.findIndex((one) => one.ref === ref);
    const listed = builds[index];
    if (listed === undefined) continue;
    const note = await readNote(notes, place, listed);
    if (note === undefined) return undefined;
    if (!note.steps.some(needsCause)) {
      return { place, build: { note, listings: new Map() }, earlier: [], otherNodes: [] };
    }
    return withEarlier(notes, place, note, note.isAlone ? [] : builds.slice(0, index));
  }
  return undefined;
}

async function withEarlier(
  notes: BuildNotesDirectory,
  place: NotesPlace,
  note: BuildNote,
  before: readonly ListedBuild[],
): Promise<FoundNote> {
  // Lists are read once, however many builds have them.
  const lists = new Map<string, Promise<Listing | undefined>>();
  const load = async (one: ListedBuild) => {
    const read = await readNote(notes, place, one);
    return read && addLists(notes, place, read, lists);
  };
  const build = await addLists(notes, place, note, lists);
  const earlier = await Promise.all(differentBuilds([...before].reverse()).map(load));
  return {
    place,
    build,
    earlier: earlier.filter((one) => one !== undefined),
    otherNodes: await nodesWith(notes, place, note),
  };
}

/** Of builds that the cache had all of, only the newest of the same inputs. */
function differentBuilds(builds: readonly ListedBuild[]): ListedBuild[] {
  const seen = new Set<string>();
  return builds.filter(({ key, hasOutcome }) => {
    const isNew = hasOutcome || !seen.has(key);
    if (!hasOutcome) seen.add(key);
    return isNew;
  });
}

async function addLists(
  notes: BuildNotesDirectory,
  place: NotesPlace,
  note: BuildNote,
  lists: Map<string, Promise<Listing | undefined>>,
): Promise<NotedBuild> {
  const listings = new Map<string, Listing>();
  for (const [name, list] of Object.entries(note.contexts)) {
    const reading = lists.get(list) ?? readListing(notes, place, list);
    lists.set(list, reading);
    const listing = await reading;
    if (listing !== undefined) listings.set(name, listing);
  }
  return { note, listings };
}

/** Other nodes on which the target was built before. */
async function nodesWith(
  notes: BuildNotesDirectory,
  { builder, node, target }: NotesPlace,
  { at, isAlone }: BuildNote,
): Promise<string[]> {
  const found: string[] = [];
  if (isAlone) return found;
  for (const other of await notes.nodes(builder)) {
    if (other === node.toLowerCase()) continue;
    const [oldest] = await notes.builds({ builder, node: other, target });
    if (oldest !== undefined && oldest.at < at) found.push(other);
  }
  return found;
}
