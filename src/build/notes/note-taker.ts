import type { BuildNotesDirectory, NotesPlace } from "../../builder/index.js";
import { buildNotesOf } from "../../builder/operations/build-records.js";
import type { BuildKitClient, Definition, FrontendResult } from "../../buildkit/client/index.js";
import type { WatchTransfer } from "../../buildkit/session/index.js";
import { isSlipwayError } from "../../errors/index.js";
import { formatPlatform } from "../../oci/platform.js";
import type { ProgressSink } from "../../progress/index.js";
import { afterSending } from "../../util/after-sending.js";
import { QuickHash } from "../../util/quick-hash.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";
import { notesVersion } from "./build-note.js";
import { type DefinitionOutline, outlineOf } from "./definition-key.js";
import { isUnpinned } from "./fetched-sources.js";
import { listFile, nameOfList } from "./list-names.js";
import type { ListingRecorder } from "./listing-recorder.js";
import { notesPlace } from "./notes-place.js";
import type { ReadStep } from "./read-definition.js";
import { StepStates } from "./step-states.js";
import { type Recorders, watchTransfers } from "./watch-transfers.js";

/**
 * Takes notes of one solve, to explain later ones with. A build that is as one before it was, and of which the cache had
 * everything, costs a line in a list; what more there is to a note is loaded for others.
 */
export class NoteTaker {
  readonly #recorders: Recorders = new Map();
  readonly #states = new StepStates();
  #definitions: readonly Definition[] = [];
  #outline: Promise<DefinitionOutline> | undefined;
  #steps: Promise<readonly ReadStep[]> | undefined;
  /** Watches the directories that this build alone sends. */
  readonly watch: WatchTransfer;
  readonly #plan: BuildPlan;
  readonly #share: NodeShare;
  readonly #ref: string;

  constructor(plan: BuildPlan, share: NodeShare, ref: string) {
    this.#plan = plan;
    this.#share = share;
    this.#ref = ref;
    this.watch = watchTransfers(this.#recorders);
  }

  /** The hook that is told what the frontend made, before the one that is given. */
  resultHook(
    next: ((result: FrontendResult, evaluate: (id: string) => Promise<void>) => Promise<void>) | undefined,
  ) {
    return async (result: FrontendResult, evaluate: (id: string) => Promise<void>): Promise<void> => {
      const { reference, references } = result;
      this.#definitions = [reference, ...references.values()].flatMap((one) => one?.definition ?? []);
      this.#outline = whenIdle(() => outlineOf(this.#definitions));
      await next?.(result, evaluate);
    };
  }

  /** Looks at the progress on its way. */
  follow(sink: ProgressSink | undefined): ProgressSink {
    return {
      update: (status) => {
        // While steps run there is time to read what they are.
        const isRunning = this.#states.take(status) && this.#outline !== undefined;
        if (isRunning) this.#readSteps().catch(() => undefined);
        sink?.update(status);
      },
    };
  }

  /**
   * Writes the notes. A build that cannot be noted is as good as one that can: what goes wrong is a warning.
   *
   * @param shared lists of directories that are sent for several targets at once
   */
  async keep(client: BuildKitClient, shared: ReadonlyMap<string, ListingRecorder>): Promise<void> {
    if (this.#outline === undefined) return;
    try {
      await this.#keep(client, await this.#outline, new Map([...shared, ...this.#recorders]));
    } catch (reason) {
      // Where nothing can be written, the record of the build has warned of it.
      if (isSlipwayError(reason) && (reason.code === "io-error" || reason.code === "disk-full")) return;
      const message = reason instanceof Error ? reason.message : String(reason);
      this.#plan.options.onWarning?.(`cannot note the build for \`history explain\`: ${message}`);
    }
  }

  async #keep(client: BuildKitClient, outline: DefinitionOutline, recorders: Recorders): Promise<void> {
    if (outline.steps.size === 0) return;
    const directory = buildNotesOf(this.#plan.options);
    const place = notesPlace(this.#plan, this.#share);
    const build = { at: Date.now(), ref: this.#ref };
    const keyOf = (contexts: Readonly<Record<string, string>>) => this.#key(outline, recorders, contexts);
    if (this.#isQuiet(outline, recorders)) {
      const key = keyOf(await newestLists(directory, place, recorders));
      if (await directory.hasBuildOf(place, key))
        return directory.add(place, { ...build, key, hasOutcome: false });
    }
    const steps = await this.#readSteps();
    const { storeNote } = await import("./store-note.js");
    await storeNote(directory, place, build, {
      ...{ plan: this.#plan, share: this.#share, client, identifiers: outline.identifiers, steps },
      ...{ states: this.#states, recorders, keyOf },
    });
  }

  /** The same for builds of the same: steps, arguments, files of contexts. */
  #key({ key }: DefinitionOutline, recorders: Recorders, contexts: Readonly<Record<string, string>>): string {
    const { flags, cacheImports } = this.#plan;
    const hash = new QuickHash().number(notesVersion).add(key).number(cacheImports.entries.length);
    for (const platform of this.#share.platforms) hash.add(formatPlatform(platform));
    for (const [name, value] of Object.entries(flags.buildArgs)) hash.add(name).add(value);
    for (const name of [...recorders.keys()].sort()) {
      const recorder = recorders.get(name);
      // A list that is not kept is in the key all the same.
      const listed = recorder?.isComplete ? listFile(recorder.digest()) : "";
      hash.add(name).add(contexts[name] ?? listed);
    }
    return hash.hex();
  }

  /** Whether there is nothing to say of the build but that it was: the cache had all, and no file was sent. */
  #isQuiet({ steps, identifiers }: DefinitionOutline, recorders: Recorders): boolean {
    if (this.#states.failedImports.length > 0 || identifiers.some(isUnpinned)) return false;
    for (const recorder of recorders.values()) {
      if (!recorder.isComplete || !recorder.isUnchanged) return false;
    }
    return this.#states.hadAll(steps);
  }

  #readSteps(): Promise<readonly ReadStep[]> {
    this.#steps ??= whenIdle(async () => {
      const { readDefinitions } = await import("./read-definition.js");
      return readDefinitions(this.#definitions);
    });
    return this.#steps;
  }
}

/** The newest lists' files of directories that are as they were. */
async function newestLists(
  directory: BuildNotesDirectory,
  place: NotesPlace,
  recorders: Recorders,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [name, recorder] of recorders)
    files[name] = listFile(await nameOfList(directory, place, recorder.digest()));
  return files;
}

/** Does some work once what is under way is sent: the daemon then has work of its own. */
function whenIdle<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  const done = afterSending().then(work);
  // Whoever needs it hears of what fails.
  done.catch(() => undefined);
  return done;
}
