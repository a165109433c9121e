import type { StepNote } from "../../build/notes/build-note.js";
import type { IndexedBuild } from "./build-pair.js";
import { differing } from "./differing.js";
import type { NamedStep, StepGroup } from "./step-groups.js";

/** A step of the last build that one of a build is compared with. */
export interface LikeStep {
  readonly index: number;
  /** `label` for the same instruction, `number` for another one at its place. */
  readonly by: "label" | "number";
  /** The instruction is there more than once, and this may not be the one. */
  readonly isGuess: boolean;
}

/** A build and the last one, and which of their steps stand for each other. */
export class StepPairs {
  readonly now: IndexedBuild;
  readonly last: IndexedBuild;
  readonly #like = new Map<number, LikeStep | undefined>();
  #changedArguments: ReadonlySet<string> | undefined;

  constructor(now: IndexedBuild, last: IndexedBuild) {
    this.now = now;
    this.last = last;
  }

  /** Names of build arguments that have another value. */
  get changedArguments(): ReadonlySet<string> {
    this.#changedArguments ??= new Set(differing(this.last.note.args, this.now.note.args));
    return this.#changedArguments;
  }

  /** What a step was; undefined where nothing was like it. */
  before(index: number): StepNote | undefined {
    const like = this.like(index);
    return like && this.last.step(like.index);
  }

  /** The step that is the same, or that has the same instruction, or else the same place. */
  like(index: number): LikeStep | undefined {
    if (!this.#like.has(index)) this.#like.set(index, this.#find(index));
    return this.#like.get(index);
  }

  #find(index: number): LikeStep | undefined {
    const step = this.now.groups.step(index);
    if (step === undefined) return undefined;
    const named = this.last.groups.named(step);
    if (named !== undefined) return this.#choose(index, named, this.now.groups.named(step));
    const placed = this.last.groups.placed(step);
    if (placed !== undefined) return { index: placed, by: "number", isGuess: false };
    return this.#inRenamedStage(index, step);
  }

  /** A stage has no name, or another, once stages come and go. */
  #inRenamedStage(index: number, step: NamedStep): LikeStep | undefined {
    if (this.last.groups.stages.has(step.stage)) return undefined;
    const labelled = this.last.groups.labelled(step);
    if (labelled === undefined) return undefined;
    const found = this.#choose(index, labelled, this.now.groups.labelled(step));
    const stage = this.last.groups.step(found.index)?.stage ?? "";
    return this.now.groups.stages.has(stage) ? undefined : found;
  }

  /** Which of several steps of one instruction it was: one that did the same, or the one that came as the same in turn. */
  #choose(index: number, last: StepGroup, now: StepGroup | undefined): LikeStep {
    const found = (at: number | undefined, isGuess = false): LikeStep => ({
      ...{ index: at ?? last.steps[0] ?? -1, by: "label", isGuess },
    });
    const step = this.now.step(index);
    if (step === undefined || last.steps.length === 1) return found(last.steps[0]);
    const same = this.last.sameAs(this.now.keys[index] ?? "");
    if (same !== undefined && last.placeOf(same) !== undefined) return found(same);
    const equal = last.doing(step, this.last.note.steps);
    if (equal !== undefined) {
      const place = now?.doing(step, this.now.note.steps)?.placeOf(index) ?? 0;
      return found(equal.steps[Math.min(place, equal.steps.length - 1)]);
    }
    const isAsMany = now?.steps.length === last.steps.length;
    return found(isAsMany ? last.steps[now?.placeOf(index) ?? 0] : undefined, !isAsMany);
  }
}
