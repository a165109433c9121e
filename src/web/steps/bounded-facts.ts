import type { ResourceSample, SourcePlace } from "../contract/index.js";
import { boundedDigest } from "./bounded-text.js";

/** Samples and ranges of all steps: a build that is no stranger's has far fewer. */
const MOST = 200_000;

/** What the provenance tells of a step. */
export interface StepFacts {
  readonly source?: SourcePlace | undefined;
  readonly resources?: readonly ResourceSample[] | undefined;
}

/** Facts by digest, those of the first steps where all are too many: a list that many digests share counts for each. */
export function boundedFacts(all: ReadonlyMap<string, StepFacts>): {
  readonly facts: ReadonlyMap<string, StepFacts>;
  /** Some were left out. */
  readonly exceeded: boolean;
} {
  const facts = new Map<string, StepFacts>();
  let left = MOST;
  for (const [digest, one] of all) {
    left -= 1 + (one.resources?.length ?? 0) + (one.source?.ranges.length ?? 0);
    if (left < 0) return { facts, exceeded: true };
    facts.set(boundedDigest(digest), one);
  }
  return { facts, exceeded: false };
}
