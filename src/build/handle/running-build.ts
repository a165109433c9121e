import { BuildError } from "../../buildkit/client/build-error.js";
import { withCaller } from "../../errors/index.js";
import { EventMaker } from "../../progress/events/event-maker.js";
import { type BuildEvent, BuildTally, EventFeed, type SolveStatus } from "../../progress/index.js";
import type { BuildOptions, BuildResult, PerformedBuild } from "../options/build-options.js";
import { blameStep } from "./blame-step.js";
import { PromiseHandle } from "./promise-handle.js";
import { StepNotes } from "./step-notes.js";
import { WarningList } from "./warning-list.js";

/** Performs a build that reports to the `progress` and `onWarning` of its options. */
export type PerformBuild = (options: BuildOptions) => Promise<PerformedBuild>;

/** The public function that a build comes from. */
export interface BuildDoor {
  /** Throws `invalid-argument` for wrong options. */
  readonly check: () => void;
  /** The function itself, so that errors tell who called it. */
  readonly caller: (...args: never[]) => unknown;
}

/**
 * A build that runs. Await it for its result; iterate over it for its events:
 *
 * ```ts
 * const building = build({ context: "." });
 * for await (const event of building) console.log(event.type);
 * const { imageId } = await building;
 * ```
 *
 * A loop sees every event from the moment it starts, so one that starts in the same tick as the build sees all; after
 * the last event it throws the build's error if the build failed. Leaving a loop early leaves the build alone (await it
 * to learn how it ends); only `signal` cancels it. Several loops may run at once. Events are made only while somebody iterates.
 */
export class RunningBuild extends PromiseHandle<BuildResult> implements AsyncIterable<BuildEvent> {
  override readonly [Symbol.toStringTag] = "RunningBuild";
  protected override readonly result: Promise<BuildResult>;
  readonly #notes = new StepNotes();
  readonly #tally = new BuildTally();
  readonly #warnings = new WarningList();
  readonly #told = new EventMaker();
  readonly #feeds = new Set<EventFeed>();
  #end: { readonly failure?: { readonly reason: unknown } } | undefined;

  constructor(options: BuildOptions, perform: PerformBuild, door?: BuildDoor) {
    super();
    const run = () => this.#run(options, perform, door);
    this.result = door === undefined ? run() : withCaller(door.caller, run);
  }

  /** The events from now on. Throws the build's error after the last one if the build failed. */
  [Symbol.asyncIterator](): AsyncIterableIterator<BuildEvent> {
    // Whoever iterates is told of a failure there and need not await the build as well.
    this.result.catch(() => undefined);
    const feed = new EventFeed();
    if (this.#end === undefined) this.#feeds.add(feed);
    else feed.end(this.#end.failure);
    return feed;
  }

  async #run(options: BuildOptions, perform: PerformBuild, door?: BuildDoor): Promise<BuildResult> {
    try {
      door?.check();
      const result = await perform({
        ...options,
        progress: { update: (status) => this.#update(options, status) },
        onWarning: (message) => this.#warn(options, message),
      });
      this.#finish({});
      return { ...result, summary: this.#tally.summary(), warnings: this.#warnings.all() };
    } catch (reason) {
      const failure = this.#blame(reason);
      this.#finish({ failure: { reason: failure } });
      throw failure;
    }
  }

  #blame(reason: unknown): unknown {
    if (!(reason instanceof BuildError) || reason.failure.vertex === undefined) return reason;
    return blameStep(reason, this.#notes.step(reason.failure.vertex));
  }

  #update(options: BuildOptions, status: SolveStatus): void {
    this.#notes.update(status);
    this.#tally.update(status);
    if (status.received !== undefined) return;
    if (status.warnings !== undefined) this.#warnings.add(status.warnings);
    options.progress?.update(status);
    for (const feed of this.#feeds) feed.update(status);
    const { onEvent } = options;
    if (onEvent !== undefined) for (const event of this.#told.events(status)) onEvent(event);
  }

  #warn({ onWarning, onEvent }: BuildOptions, message: string): void {
    this.#warnings.addMessage(message);
    onWarning?.(message);
    for (const feed of this.#feeds) feed.warn(message);
    onEvent?.(this.#told.warning(message));
  }

  #finish(end: { readonly failure?: { readonly reason: unknown } }): void {
    this.#end = end;
    for (const feed of this.#feeds) feed.end(end.failure);
    this.#feeds.clear();
  }
}
