import type { StepNote } from "../../build/notes/build-note.js";
import type { Cause } from "../result/explanation.js";
import type { IndexedBuild } from "./build-pair.js";
import {
  compareDefinition,
  compareText,
  compareVariables,
  isSurroundings,
  movedStep,
} from "./changed-definition.js";
import { compareFiles } from "./changed-files.js";
import { isPinned, sourceChange } from "./changed-source.js";
import type { LookBudget } from "./copied-files.js";
import { type Finding, InheritedCauses } from "./inherited-cause.js";
import { StepPairs } from "./step-pairs.js";

/** Entries of lists that are looked at for one build, two seconds of work: a stranger's Dockerfile has thousands of patterns. */
const mostLooks = 5_000_000;

/** Finds what is different of steps between a build and the last one. Each step is looked at once. */
export class CauseFinder {
  readonly #now: IndexedBuild;
  readonly #last: IndexedBuild;
  readonly #lastBroke: boolean;
  readonly #pairs: StepPairs;
  readonly #found = new Map<number, Finding>();
  readonly #inherited: InheritedCauses;
  readonly #causes = new Map<number, Cause>();
  /** Steps that ran on another base image than the last time. */
  readonly #onNewBase = new Set<number>();
  readonly #budget: LookBudget = { left: mostLooks };

  constructor(now: IndexedBuild, last: IndexedBuild) {
    this.#now = now;
    this.#last = last;
    this.#lastBroke = last.note.steps.some(({ state }) => state === "failed");
    this.#pairs = new StepPairs(now, last);
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
    const ran = this.#ranBefore(index);
    const cause =
      own.cause ??
      (ran === undefined ? undefined : this.#after(ran, index)) ??
      this.#brokenOff(index) ??
      this.#inheritedBy(index, own.unsure);
    if (cause.kind !== "base-image" && (ran === undefined || !this.#onNewBase.has(ran))) return cause;
    this.#onNewBase.add(index);
    // What an instruction is run with comes from the base image, too.
    return ran !== undefined && isSurroundings(cause) ? earlierStep(this.#now.step(ran)) : cause;
  }

  /** Why a step ran of whose inputs one ran; undefined where that is not because of it. */
  #after(ran: number, index: number): Cause | undefined {
    const input = this.#now.step(ran);
    // The frontend makes some steps for an instruction, such as the files of its here-documents.
    if (isInternal(input)) return compareText(this.#pairs, index) ?? this.causeOf(ran);
    // What it only has files of may have made the same files again.
    const isCopied = this.#now.step(index)?.reads.some((read) => read.step === ran) === true;
    const broken = isCopied ? this.#brokenOff(index) : undefined;
    if (broken !== undefined) return broken;
    // What only had to be made again is made as it was: what comes after it does not run because of that.
    return this.causeOf(ran).kind === "cache-removed" ? undefined : earlierStep(input);
  }

  /** Why a step ran of which nothing is different by itself. */
  #inheritedBy(index: number, unsure: Cause | undefined): Cause {
    const finding = this.#inherited.of(index);
    const isOfInstruction = (input: number) => isInternal(this.#now.step(input)) && this.#once(input).cause;
    const text = this.#now.inputsOf(index).some(isOfInstruction)
      ? compareText(this.#pairs, index)
      : undefined;
    const cause = text ?? finding.cause ?? movedStep(this.#pairs, index);
    return cause ?? this.#withoutDifference(index, unsure ?? finding.unsure);
  }

  /** The first that ran of what a step is made from, those last of which it has some files only. */
  #ranBefore(index: number): number | undefined {
    const ran = this.#now.inputsOf(index).filter((input) => isRun(this.#now.step(input)));
    if (ran.length < 2) return ran[0];
    const copied = new Set(this.#now.step(index)?.reads.map(({ step }) => step));
    return ran.find((input) => !copied.has(input)) ?? ran[0];
  }

  /** The last build did not come to the end of the step, which is what it was. */
  #brokenOff(index: number): Cause | undefined {
    const [step, before] = [this.#now.step(index), this.#pairs.before(index)];
    if (step === undefined || before?.body !== step.body) return undefined;
    if (before.state === "failed") return notEnded;
    return before.state === "unseen" && this.#lastBroke ? notReached : undefined;
  }

  /** Nothing is different, as far as it is known. */
  #withoutDifference(index: number, unsure: Cause | undefined): Cause {
    if (unsure !== undefined) return unsure;
    const same = this.#last.step(this.#last.sameAs(this.#now.keys[index] ?? "") ?? -1);
    if (same === undefined) return unknown("no difference to the last build is found");
    if (same.state === "unseen") return unknown("the last build came to its end without this step");
    return {
      kind: "cache-removed",
      certainty: "likely",
      message: "nothing that it depends on changed: its result was removed from the cache",
    };
  }

  /** What is different of the step itself: its files, its definition, its sources. */
  #own(index: number): Finding {
    const step = this.#now.step(index);
    if (step === undefined) return {};
    const files = this.#files(index, step);
    if (files.cause !== undefined) return files;
    const unsure = files.unsure ?? this.#unpinned(index);
    if (this.#last.sameAs(this.#now.keys[index] ?? "") !== undefined) return { unsure };
    if (this.#pairs.like(index)?.isGuess === true) return { unsure: unsure ?? unknown(severalAlike) };
    const defined = compareDefinition(this.#pairs, index);
    const isCertain = defined !== undefined && !isSurroundings(defined);
    const cause = isCertain ? defined : (this.#sources(index) ?? defined);
    return { cause: cause ?? compareVariables(this.#pairs, index), unsure };
  }

  #once(index: number): Finding {
    const known = this.#found.get(index) ?? this.#own(index);
    this.#found.set(index, known);
    return known;
  }

  #files(index: number, step: StepNote): Finding {
    let unsure: Cause | undefined;
    const last = this.#pairs.like(index);
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
    const place = this.#pairs.like(index);
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

const notEnded: Cause = {
  kind: "not-finished",
  certainty: "certain",
  message: "it did not end in the last build, so that the cache has nothing of it",
};

const notReached: Cause = {
  kind: "not-finished",
  certainty: "certain",
  message: "the last build failed before this step",
};

const severalAlike = "the Dockerfile has this instruction more than once, and not as often as it had";

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
