import type { BuildNotesDirectory, ListedBuild, NotesPlace } from "../../builder/index.js";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import { formatPlatform } from "../../oci/platform.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";
import {
  type BuildInputs,
  type BuildOutcome,
  inputsFile,
  notesVersion,
  outcomeFile,
  type StepOutcome,
} from "./build-note.js";
import { fetchedSources } from "./fetched-sources.js";
import { keepContexts } from "./keep-contexts.js";
import { noteHash } from "./note-hash.js";
import { isAlone } from "./notes-place.js";
import { type ReadStep, shownSource } from "./read-definition.js";
import { filesOfBuilds } from "./read-notes.js";
import type { StepStates } from "./step-states.js";
import type { Recorders } from "./watch-transfers.js";

/** What a note is made of. */
export interface NoteContent {
  readonly plan: BuildPlan;
  readonly share: NodeShare;
  readonly client: BuildKitClient;
  /** What sources fetch. */
  readonly identifiers: readonly string[];
  readonly steps: readonly ReadStep[];
  readonly states: StepStates;
  readonly recorders: Recorders;
  /** The key of the build, of the lists' files by directory. */
  readonly keyOf: (contexts: Readonly<Record<string, string>>) => string;
}

/** Writes all there is to a note, and clears away old ones. Throws `io-error`. */
export async function storeNote(
  directory: BuildNotesDirectory,
  place: NotesPlace,
  build: Pick<ListedBuild, "at" | "ref">,
  content: NoteContent,
): Promise<void> {
  if (content.steps.length === 0) return;
  const outcome = await outcomeOf(build.ref, content);
  await directory.pruneTargets(place);
  const contexts = await keepContexts(directory, place, content.recorders);
  const key = content.keyOf(contexts);
  const inputs = inputsFile(key);
  if (!directory.has(place, inputs))
    await directory.write(place, inputs, JSON.stringify(inputsOf(content, contexts)));
  const hasOutcome = outcome !== undefined;
  if (hasOutcome) await directory.write(place, outcomeFile(build.ref), JSON.stringify(outcome));
  await directory.add(place, { ...build, key, hasOutcome });
  await directory.prune(place, filesOfBuilds(directory, place));
}

function inputsOf(
  { plan, share, steps }: NoteContent,
  contexts: Readonly<Record<string, string>>,
): BuildInputs {
  return {
    version: notesVersion,
    // The digest is this build's alone.
    steps: steps.map(({ digest, ...step }) => step),
    args: Object.fromEntries(
      Object.entries(plan.flags.buildArgs).map(([name, value]) => [name, noteHash(value)]),
    ),
    contexts,
    imports: plan.cacheImports.entries.length > 0,
    ...(isAlone(plan) && { isAlone: true }),
    platforms: share.platforms.map(formatPlatform),
  };
}

/** How the build ended; undefined where the cache had everything. */
async function outcomeOf(
  ref: string,
  { client, plan, identifiers, steps, states }: NoteContent,
): Promise<BuildOutcome | undefined> {
  const fetched = await fetchedSources(client, ref, identifiers, plan.options.signal);
  const sources = Object.fromEntries([...fetched].map(([source, digest]) => [shownSource(source), digest]));
  const ends = steps.flatMap(({ digest, kind }, index): [number, StepOutcome][] => {
    const end = states.of(digest);
    const isUsual = end.state === "cached" || (kind === "source" && end.state === "ran");
    return isUsual ? [] : [[index, { digest, ...end }]];
  });
  const { failedImports } = states;
  const isQuiet = ends.length + failedImports.length + Object.keys(sources).length === 0;
  return isQuiet ? undefined : { steps: Object.fromEntries(ends), failedImports, sources };
}
