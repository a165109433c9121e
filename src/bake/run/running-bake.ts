import { blameStep } from "../../build/handle/blame-step.js";
import { PromiseHandle } from "../../build/handle/promise-handle.js";
import { StepNotes } from "../../build/handle/step-notes.js";
import { WarningList } from "../../build/handle/warning-list.js";
import type { BuildResult } from "../../build/options/build-options.js";
import { BuildError } from "../../buildkit/client/build-error.js";
import {
  type BuildEvent,
  BuildTally,
  EventFeed,
  EventMaker,
  type SolveStatus,
} from "../../progress/index.js";
import type { BakeOptions, BakeResults, BakeSetting, PerformedBake } from "./perform-bake.js";

/** An event of one of the targets; without a target it is about all of them. */
export type BakeEvent = BuildEvent & { readonly target?: string | undefined };

/** Performs a bake that reports to its options and setting. */
export type PerformBake = (options: BakeOptions, setting: BakeSetting) => Promise<PerformedBake>;

/**
 * Targets that are being built. Await it for the results by target; iterate over it for the events, each with its target:
 *
 * ```ts
 * const baking = bake({ files: ["docker-bake.hcl"] });
 * for await (const event of baking) console.log(event.target, event.type);
 * const { app } = await baking;
 * ```
 *
 * A loop sees every event from the moment it starts; after the last it throws the error if a target failed. Leaving a loop
 * early leaves the targets alone; only `signal` cancels them. Several loops may run at once.
 */
export class RunningBake extends PromiseHandle<BakeResults> implements AsyncIterable<BakeEvent> {
  override readonly [Symbol.toStringTag] = "RunningBake";
  protected override readonly result: Promise<BakeResults>;
  readonly #notes = new StepNotes();
  readonly #counts = new Map<string, TargetCount>();
  readonly #readers = new Set<Reader>();
  #end: { readonly failure?: { readonly reason: unknown } } | undefined;

  constructor(options: BakeOptions, perform: PerformBake) {
    super();
    this.result = this.#run(options, perform);
  }

  /** The events from now on. Throws the error after the last one if a target failed. */
  [Symbol.asyncIterator](): AsyncIterableIterator<BakeEvent> {
    // Whoever iterates is told of a failure there and need not await the targets as well.
    this.result.catch(() => undefined);
    const reader = new Reader();
    if (this.#end === undefined) this.#readers.add(reader);
    else reader.feed.end(this.#end.failure);
    return reader.feed;
  }

  async #run(options: BakeOptions, perform: PerformBake): Promise<BakeResults> {
    const onWarning = (message: string) => {
      options.onWarning?.(message);
      for (const { feed } of this.#readers) feed.warn(message);
    };
    const onTargetStatus = (target: string, status: SolveStatus) => {
      this.#notes.update(status);
      this.#count(target).update(status);
      for (const reader of this.#readers) reader.update(target, status);
    };
    try {
      const results = await perform({ ...options, onWarning }, { onTargetStatus });
      this.#finish({});
      return Object.fromEntries(
        Object.entries(results).map(([target, result]) => [
          target,
          { ...result, ...this.#count(target).result() },
        ]),
      );
    } catch (reason) {
      const failure = this.#blame(reason);
      this.#finish({ failure: { reason: failure } });
      throw failure;
    }
  }

  #count(target: string): TargetCount {
    const count = this.#counts.get(target) ?? new TargetCount();
    this.#counts.set(target, count);
    return count;
  }

  #blame(reason: unknown): unknown {
    if (!(reason instanceof BuildError) || reason.failure.vertex === undefined) return reason;
    return blameStep(reason, this.#notes.step(reason.failure.vertex));
  }

  #finish(end: { readonly failure?: { readonly reason: unknown } }): void {
    this.#end = end;
    for (const { feed } of this.#readers) feed.end(end.failure);
    this.#readers.clear();
  }
}

/** What is counted of a target while it is built. */
class TargetCount {
  readonly #tally = new BuildTally();
  readonly #warnings = new WarningList();

  update(status: SolveStatus): void {
    this.#tally.update(status);
    if (status.warnings !== undefined) this.#warnings.add(status.warnings);
  }

  result(): Pick<BuildResult, "summary" | "warnings"> {
    return { summary: this.#tally.summary(), warnings: this.#warnings.all() };
  }
}

/** One loop over the events: of each target, the steps are told by themselves. */
class Reader {
  readonly feed = new EventFeed<BakeEvent>();
  readonly #makers = new Map<string, EventMaker>();

  update(target: string, status: SolveStatus): void {
    const maker = this.#makers.get(target) ?? new EventMaker();
    this.#makers.set(target, maker);
    for (const event of maker.events(status)) this.feed.add({ ...event, target });
  }
}
