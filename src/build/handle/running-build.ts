import { BuildError } from "../../buildkit/client/build-error.js";
import { type BuildEvent, EventFeed, type SolveStatus } from "../../progress/index.js";
import type { BuildOptions, BuildResult } from "../options/build-options.js";
import { blameStep } from "./blame-step.js";
import { StepNotes } from "./step-notes.js";

/** Performs a build that reports to the `progress` and `onWarning` of its options. */
export type PerformBuild = (options: BuildOptions) => Promise<BuildResult>;

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
export class RunningBuild implements Promise<BuildResult>, AsyncIterable<BuildEvent> {
  readonly [Symbol.toStringTag] = "RunningBuild";
  readonly #result: Promise<BuildResult>;
  readonly #notes = new StepNotes();
  readonly #feeds = new Set<EventFeed>();
  #end: { readonly failure?: { readonly reason: unknown } } | undefined;

  constructor(options: BuildOptions, perform: PerformBuild) {
    this.#result = this.#run(options, perform);
  }

  // biome-ignore lint/suspicious/noThenProperty: the handle is a promise, and a little more.
  then<Value = BuildResult, Failure = never>(
    onResult?: ((result: BuildResult) => Value | PromiseLike<Value>) | null,
    onFailure?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.#result.then(onResult, onFailure);
  }

  catch<Failure = never>(
    onFailure?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<BuildResult | Failure> {
    return this.#result.catch(onFailure);
  }

  finally(onEnd?: (() => void) | null): Promise<BuildResult> {
    return this.#result.finally(onEnd);
  }

  /** The events from now on. Throws the build's error after the last one if the build failed. */
  [Symbol.asyncIterator](): AsyncIterableIterator<BuildEvent> {
    // Whoever iterates is told of a failure there and need not await the build as well.
    this.#result.catch(() => undefined);
    const feed = new EventFeed();
    if (this.#end === undefined) this.#feeds.add(feed);
    else feed.end(this.#end.failure);
    return feed;
  }

  async #run(options: BuildOptions, perform: PerformBuild): Promise<BuildResult> {
    try {
      const result = await perform({
        ...options,
        progress: { update: (status) => this.#update(options, status) },
        onWarning: (message) => {
          options.onWarning?.(message);
          for (const feed of this.#feeds) feed.warn(message);
        },
      });
      this.#finish({});
      return result;
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
    options.progress?.update(status);
    for (const feed of this.#feeds) feed.update(status);
  }

  #finish(end: { readonly failure?: { readonly reason: unknown } }): void {
    this.#end = end;
    for (const feed of this.#feeds) feed.end(end.failure);
    this.#feeds.clear();
  }
}
