import type { StepNote } from "../../build/notes/build-note.js";
import type { Cause } from "../result/explanation.js";
import type { IndexedBuild } from "./build-pair.js";
import { compareDefinition, compareVariables, movedStep } from "./changed-definition.js";
import { compareFiles } from "./changed-files.js";
import { isPinned, sourceChange } from "./changed-source.js";
import type { LookBudget } from "./copied-files.js";
import { type Finding, InheritedCauses } from "./inherited-cause.js";

/** Entries of lists that are looked at for one build, two seconds of work: a stranger's Dockerfile has thousands of patterns. */
const mostLooks = 5_000_000;

/** Finds what is different of steps between a build and the last one. Each step is looked at once. */
export class CauseFinder {
  readonly #now: IndexedBuild;
  readonly #last: IndexedBuild;
  readonly #found = new Map<number, Finding>();
  readonly #inherited: InheritedCauses;
  readonly #causes = new Map<number, Cause>();
  readonly #budget: LookBudget = { left: mostLooks };

  constructor(now: IndexedBuild, last: IndexedBuild) {
    this.#now = now;
    this.#last = last;
    this.#inherited = new InheritedCauses(now, (index) => this.#once(index));
  }

  /** Why a step ran. */
  causeOf(index: number): Cause {
    const known = this.#causes.get(index);
    if (known !== undefined) return known;
    // A step's cause may be that of the one before it, thousands of steps back: the first one is looked at first.
    const chain: number[] = [];
    let first: number | undefined = index;
    for (; first !== undefined && !this.#causes.has(first); first = this.#ranBefore(first)) chain.push(first);
    for (const step of chain.reverse()) this.#causes.set(step, this.#find(step));
    return this.#causes.get(index) ?? this.#find(index);
  }

  #find(index: number): Cause {
    const step = this.#now.step(index);
    if (step === undefined) return unknown("the step is not known");
    if (step.ignoresCache) return askedFor;
    const own = this.#once(index);
    if (own.cause !== undefined) return own.cause;
    const ran = this.#ranBefore(index);
    const input = ran === undefined ? undefined : this.#now.step(ran);
    // The frontend makes some steps for an instruction, such as the files of its here-documents.
    if (ran !== undefined && isInternal(input)) return this.causeOf(ran);
    // What only had to be made again is made as it was: what comes after it does not run because of that.
    if (ran !== undefined && this.causeOf(ran).kind !== "cache-removed")
      return earlierStep(this.#now.step(ran));
    const finding = this.#inherited.of(index);
    const cause = finding.cause ?? movedStep(this.#now, this.#last, index);
    return cause ?? this.#withoutDifference(index, own.unsure ?? finding.unsure);
  }

  /** The first that ran of what a step is made from. */
  #ranBefore(index: number): number | undefined {
    return this.#now.inputsOf(index).find((input) => isRun(this.#now.step(input)));
  }

  /** Nothing is different, as far as it is known. */
  #withoutDifference(index: number, unsure: Cause | undefined): Cause {
    const same = this.#last.step(this.#last.sameAs(this.#now.keys[index] ?? "") ?? -1);
    if (same?.state === "failed") {
      return {
        kind: "not-finished",
        certainty: "certain",
        message: "it did not end in the last build, so that the cache has nothing of it",
      };
    }
    if (unsure !== undefined) return unsure;
    if (same === undefined) return unknown("no difference to the last build is found");
    if (same.state === "unseen") return this.#unseen();
    return {
      kind: "cache-removed",
      certainty: "likely",
      message: "nothing that it depends on changed: its result was removed from the cache",
    };
  }

  #unseen(): Cause {
    const isBroken = this.#last.note.steps.some(({ state }) => state === "failed");
    if (!isBroken) return unknown("the last build came to its end without this step");
    return { kind: "not-finished", certainty: "certain", message: "the last build failed before this step" };
  }

  /** What is different of the step itself: its files, its definition, its sources. */
  #own(index: number): Finding {
    const step = this.#now.step(index);
    if (step === undefined) return {};
    const files = this.#files(step);
    if (files.cause !== undefined) return files;
    const same = this.#last.sameAs(this.#now.keys[index] ?? "");
    if (same !== undefined) return { unsure: files.unsure ?? this.#unpinned(index) };
    const cause =
      compareDefinition(this.#now, this.#last, step) ??
      this.#sources(index) ??
      compareVariables(this.#now, this.#last, step);
    return { cause, unsure: files.unsure ?? this.#unpinned(index) };
  }

  #once(index: number): Finding {
    const known = this.#found.get(index) ?? this.#own(index);
    this.#found.set(index, known);
    return known;
  }

  #files(step: StepNote): Finding {
    let unsure: Cause | undefined;
    const last = this.#last.like(step);
    for (const read of step.reads) {
      const context = localName(this.#now.step(read.step));
      if (context === undefined) continue;
      // Only what is read under the same pattern says what became of it.
      const before = last === undefined ? undefined : this.#last.readLike(last.index, read);
      if (before === undefined || localName(this.#last.step(before.step)) !== context) continue;
      const [old, now] = [this.#last.listings.get(context), this.#now.listings.get(context)];
      if (old === undefined || now === undefined) {
        unsure ??= unknown(`the files of ${context} were not noted`, this.#listingRemedy(context));
        continue;
      }
      const { changes, isUnsure } = compareFiles(read, old, now, this.#budget);
      if (changes !== undefined) {
        const { message, ...files } = changes;
        return { cause: { kind: "files", certainty: "certain", message, files } };
      }
      if (this.#budget.left < 0)
        unsure ??= unknown(`the steps read more files of ${context} than are compared`, budgetRemedy);
      else if (isUnsure)
        unsure ??= unknown(`the contents of some files of ${context} were not noted the last time`);
    }
    return { unsure };
  }

  #listingRemedy(context: string): string | undefined {
    const { listings, note } = this.#now;
    return listings.has(context) || Object.hasOwn(note.contexts, context) ? undefined : noListRemedy;
  }

  #sources(index: number): Cause | undefined {
    const step = this.#now.step(index);
    const place = step && this.#last.like(step);
    if (place === undefined) return undefined;
    const before = this.#last.inputsOf(place.index).map((input) => this.#last.step(input));
    const now = this.#now.inputsOf(index).map((input) => this.#now.step(input));
    if (before.length !== now.length) return undefined;
    for (const [number, input] of now.entries()) {
      const cause = sourceChange(before[number], input);
      if (cause !== undefined) return cause;
    }
    return undefined;
  }

  #unpinned(index: number): Cause | undefined {
    for (const input of this.#now.inputsOf(index)) {
      const step = this.#now.step(input);
      if (step !== undefined && !isPinned(step))
        return unknown(`what ${step.source.slice(0, 200)} gave was not noted`);
    }
    return undefined;
  }
}

/** True for a step that did work which its results depend on. */
export function isRun(step: StepNote | undefined): boolean {
  return step !== undefined && step.kind !== "source" && (step.state === "ran" || step.state === "failed");
}

/** True for a step that no instruction of the Dockerfile is. */
export function isInternal(step: StepNote | undefined): boolean {
  return step?.name.startsWith("[internal]") === true;
}

/** Whether it is to be said why the step ran. */
export function needsCause(step: StepNote): boolean {
  return isRun(step) && step.kind !== "merge" && !isInternal(step);
}

/** The name of a context that a step is; undefined for all other steps. */
export function localName(step: StepNote | undefined): string | undefined {
  return step?.source.startsWith("local://") ? step.source.slice("local://".length) : undefined;
}

const askedFor: Cause = {
  kind: "asked",
  certainty: "certain",
  message: "the build was told not to use the cache for it",
};

function earlierStep(step: StepNote | undefined): Cause {
  const name = step?.name ?? "a step before it";
  return { kind: "earlier-step", certainty: "certain", message: `${name} ran`, step: step?.digest };
}

/** A cause that is not known, with how to have it told. */
export function unknown(message: string, remedy = defaultRemedy): Cause {
  return { kind: "unknown", certainty: "unknown", message, remedy };
}

const defaultRemedy =
  "The next build that slipway makes of this target on this builder is compared with this one.";

const budgetRemedy =
  "Fewer patterns in the Dockerfile's COPY lines, or fewer files in the context by a .dockerignore, let it be told.";

/** Of a context that was sent, and of which the build kept no list. */
const noListRemedy =
  "No list is kept of more than 40 000 files: a .dockerignore that leaves out what the build does not need lets it be told.";
