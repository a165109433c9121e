import type { BuildNotesDirectory, ListedBuild, NotesPlace } from "../../builder/index.js";
import { parseJson } from "../../util/json-value.js";
import {
  type BuildInputs,
  type BuildNote,
  type BuildOutcome,
  type DefinedStep,
  inputsFile,
  notesVersion,
  outcomeFile,
  type StepNote,
} from "./build-note.js";
import { filesOfList } from "./list-names.js";
import { type Listing, unpackListing } from "./listing.js";

const quiet: BuildOutcome = { steps: {}, failedImports: [], sources: {} };

/** A note, undefined where it is gone, or one of another version of Slipway. Throws `io-error`. */
export async function readNote(
  directory: BuildNotesDirectory,
  place: NotesPlace,
  { at, ref, key, hasOutcome }: ListedBuild,
): Promise<BuildNote | undefined> {
  const inputs = await readInputs(directory, place, key);
  const outcome = hasOutcome ? await readJson(directory, place, outcomeFile(ref)) : quiet;
  if (inputs === undefined || !isOutcome(outcome)) return undefined;
  const { args, contexts, imports, isAlone, platforms } = inputs;
  const { failedImports } = outcome;
  const steps = inputs.steps.map((step, index) => noteOf(step, index, outcome));
  return { ref, at, steps, args, contexts, imports, isAlone, platforms, failedImports };
}

function noteOf(step: DefinedStep, index: number, { steps, sources }: BuildOutcome): StepNote {
  const fetched = sources[step.source];
  const source = fetched === undefined ? step.source : `${step.source} ${fetched}`;
  const usual = { digest: "", state: step.kind === "source" ? "ran" : "cached", took: 0 } as const;
  return { ...step, source, ...(steps[index] ?? usual) };
}

/** What builds with a key were made from. Throws `io-error`. */
export async function readInputs(
  directory: BuildNotesDirectory,
  place: NotesPlace,
  key: string,
): Promise<BuildInputs | undefined> {
  const value = await readJson(directory, place, inputsFile(key));
  return isInputs(value) ? value : undefined;
}

/** Names the files that a build of a target has; each key's are read once. */
export function filesOfBuilds(
  directory: BuildNotesDirectory,
  place: NotesPlace,
): (build: ListedBuild) => Promise<readonly string[]> {
  const known = new Map<string, Promise<readonly string[]>>();
  const filesOf = async (key: string) => {
    const { contexts = {} } = (await readInputs(directory, place, key)) ?? {};
    return [inputsFile(key), ...Object.values(contexts).flatMap(filesOfList)];
  };
  return async ({ key, ref, hasOutcome }) => {
    const files = known.get(key) ?? filesOf(key);
    known.set(key, files);
    return hasOutcome ? [outcomeFile(ref), ...(await files)] : files;
  };
}

async function readJson(directory: BuildNotesDirectory, place: NotesPlace, file: string): Promise<unknown> {
  const data = await directory.read(place, file);
  return data === undefined ? undefined : parseJson(data.toString("utf8"));
}

/** Our own files, for the owner alone: a look at the version and the lists is enough. */
function isInputs(value: unknown): value is BuildInputs {
  if (typeof value !== "object" || value === null) return false;
  const { version, steps, contexts, args } = value as Partial<BuildInputs>;
  return version === notesVersion && Array.isArray(steps) && isObject(contexts) && isObject(args);
}

function isOutcome(value: unknown): value is BuildOutcome {
  if (typeof value !== "object" || value === null) return false;
  const { steps, failedImports, sources } = value as Partial<BuildOutcome>;
  return isObject(steps) && Array.isArray(failedImports) && isObject(sources);
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
