import { buildNotesOf } from "../../builder/index.js";
import type { BuildKitClient, FrontendResult } from "../../buildkit/client/index.js";
import type { WatchTransfer } from "../../buildkit/session/index.js";
import { isSlipwayError } from "../../errors/index.js";
import type { ProgressSink } from "../../progress/index.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";
import type { BuildNote, StepNote } from "./build-note.js";
import { fetchedSources } from "./fetched-sources.js";
import { keepContexts } from "./keep-contexts.js";
import type { ListingRecorder } from "./listing.js";
import { noteHash } from "./note-hash.js";
import { notesPlace } from "./notes-place.js";
import { type DefinedStep, readDefinitions } from "./read-definition.js";
import { StepStates } from "./step-states.js";
import { type Recorders, watchTransfers } from "./watch-transfers.js";

/** Takes notes of one solve, to explain later ones with. */
export class NoteTaker {
  readonly #recorders: Recorders = new Map();
  readonly #states = new StepStates();
  #defined: Promise<readonly DefinedStep[]> | undefined;
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
      this.#defined = whenIdle(() => definedIn(result));
      await next?.(result, evaluate);
    };
  }

  /** Looks at the progress on its way. */
  follow(sink: ProgressSink | undefined): ProgressSink {
    return {
      update: (status) => {
        this.#states.take(status);
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
    if (this.#defined === undefined) return;
    const { options } = this.#plan;
    try {
      const defined = await this.#defined;
      if (defined.length === 0) return;
      const sources = await fetchedSources(client, this.#ref, defined, options.signal);
      await this.#write(
        defined.map((step) => this.#noteOf(step, sources)),
        shared,
      );
    } catch (reason) {
      // Where nothing can be written, the record of the build has warned of it.
      if (isSlipwayError(reason) && (reason.code === "io-error" || reason.code === "disk-full")) return;
      const message = reason instanceof Error ? reason.message : String(reason);
      options.onWarning?.(`cannot note the build for \`history explain\`: ${message}`);
    }
  }

  #noteOf(step: DefinedStep, sources: ReadonlyMap<string, string>): StepNote {
    const fetched = sources.get(step.source);
    const source = fetched === undefined ? step.source : `${step.source} ${fetched}`;
    return { ...step, source, ...this.#states.of(step.digest) };
  }

  async #write(steps: readonly StepNote[], shared: ReadonlyMap<string, ListingRecorder>): Promise<void> {
    const { flags, options, cacheImports } = this.#plan;
    const directory = buildNotesOf(options);
    const place = notesPlace(this.#plan, this.#share);
    const recorders = new Map([...shared, ...this.#recorders]);
    const at = Date.now();
    await directory.pruneTargets(place);
    const note: BuildNote = {
      version: 1,
      ref: this.#ref,
      at,
      steps,
      args: Object.fromEntries(
        Object.entries(flags.buildArgs).map(([name, value]) => [name, noteHash(value)]),
      ),
      contexts: await keepContexts(directory, place, recorders),
      failedImports: this.#states.failedImports,
      imports: cacheImports.entries.length > 0,
    };
    await directory.write(place, `${String(at).padStart(14, "0")}-${this.#ref}.json`, JSON.stringify(note));
    await directory.prune(place, async (name) => {
      const { readNote } = await import("./read-notes.js");
      return Object.values((await readNote(directory, place, name))?.contexts ?? {});
    });
  }
}

function definedIn({ reference, references }: FrontendResult): DefinedStep[] {
  return readDefinitions([reference, ...references.values()].flatMap((one) => one?.definition ?? []));
}

/** Does some work once what is under way is sent: the daemon then has work of its own. */
function whenIdle<Value>(work: () => Value): Promise<Value> {
  const done = new Promise<void>((resolve) => setImmediate(resolve)).then(work);
  // Whoever needs it hears of what fails.
  done.catch(() => undefined);
  return done;
}
