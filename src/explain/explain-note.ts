import type { BuildNote } from "../build/notes/build-note.js";
import { IndexedBuild, type NotedBuild } from "./compare/build-pair.js";
import { CauseFinder, isInternal, needsCause, unknown } from "./compare/find-cause.js";
import { platformsOf } from "./compare/step-names.js";
import type { BuildExplanation, Cause, StepExplanation } from "./result/explanation.js";

/** What a build is explained from. */
export interface ExplainedFrom {
  readonly builder: string;
  readonly node: string;
  readonly build: NotedBuild;
  /** Earlier builds of the same target on the same node, newest first. */
  readonly earlier: readonly NotedBuild[];
  /** Other nodes of the builder that have built the target. */
  readonly otherNodes: readonly string[];
  /** The daemon remembers earlier builds of it that were not noted. */
  readonly hasOthers: boolean;
}

/** Explains each step of a build that ran. */
export function explainNote(from: ExplainedFrom): BuildExplanation {
  const { builder, node, build } = from;
  const now = new IndexedBuild(build);
  const causes = new Causes(now, from);
  const roots = new Map<string, string>();
  const steps: StepExplanation[] = [];
  let cached = 0;
  for (const [index, step] of now.note.steps.entries()) {
    if (step.kind !== "source" && !isInternal(step) && step.state === "cached") cached++;
    if (!needsCause(step)) continue;
    const cause = causes.of(index);
    const root = (cause.step === undefined ? undefined : roots.get(cause.step)) ?? step.digest;
    roots.set(step.digest, root);
    steps.push({ name: step.name, digest: step.digest, took: step.took, cause, root });
  }
  const comparedWith = causes.comparedWith;
  return { ref: now.note.ref, builder, node, steps, cached, ...(comparedWith && { comparedWith }) };
}

/** Compares each step with the last build for its platform. */
class Causes {
  readonly #finders = new Map<NotedBuild, CauseFinder>();
  readonly #lasts = new Map<string, NotedBuild | undefined>();
  readonly #now: IndexedBuild;
  readonly #from: ExplainedFrom;
  comparedWith: string | undefined;

  constructor(now: IndexedBuild, from: ExplainedFrom) {
    this.#now = now;
    this.#from = from;
  }

  of(index: number): Cause {
    const platform = this.#now.platformOf(index);
    const last = this.#lastFor(platform);
    if (last !== undefined) {
      this.comparedWith ??= last.note.ref;
      const finder = this.#finders.get(last) ?? new CauseFinder(this.#now, new IndexedBuild(last));
      this.#finders.set(last, finder);
      return finder.causeOf(index);
    }
    if (this.#now.step(index)?.ignoresCache) return asked;
    return this.#withoutOther(platform);
  }

  #lastFor(platform: string): NotedBuild | undefined {
    if (this.#lasts.has(platform)) return this.#lasts.get(platform);
    const { earlier } = this.#from;
    const last = earlier.find(({ note }) =>
      platform === "" ? mayBeForTheSame(note, this.#now.note) : platformsOf(note).has(platform),
    );
    this.#lasts.set(platform, last);
    return last;
  }

  #withoutOther(platform: string): Cause {
    const { earlier, otherNodes, hasOthers, builder, node } = this.#from;
    const [newest] = earlier;
    if (newest !== undefined) {
      const others = namesOf(platformsOf(newest.note), newest.note.platforms);
      const own = platform || namesOf([], this.#now.note.platforms);
      if (others === "")
        return unknown("it is not noted which platform the last build of the target was for");
      return certain("other-platform", `the target was built for ${others} here, not for ${own}`);
    }
    if (hasOthers) {
      return unknown("earlier builds of the target were made by another client, or without notes");
    }
    const [failed] = this.#now.note.failedImports;
    if (failed !== undefined) {
      return certain(
        "import-failed",
        `no build of the target is known here, and the cache could not be imported from ${failed}`,
      );
    }
    const [other] = otherNodes;
    if (other !== undefined) {
      return certain("other-node", `the target was built on ${other}, and never on ${node}`);
    }
    const hint = this.#now.note.imports ? ", and the imported cache does not have it" : "";
    return certain("first-build", `no earlier build of the target on ${builder} is known${hint}`);
  }
}

/** A build of which it was left to the daemon what it is for may be for any platform. */
function mayBeForTheSame({ platforms: last = [] }: BuildNote, { platforms: now = [] }: BuildNote): boolean {
  return last.length === 0 || now.length === 0 || now.some((platform) => last.includes(platform));
}

function namesOf(found: Iterable<string>, noted: readonly string[] = []): string {
  const names = [...found];
  return (names.length > 0 ? names : noted).join(", ");
}

const asked: Cause = certain("asked", "the build was told not to use the cache for it");

function certain(kind: Cause["kind"], message: string): Cause {
  return { kind, certainty: "certain", message };
}
