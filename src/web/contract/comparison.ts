import type { BuildEntry } from "./list.js";

/** Why the steps of a build ran that the cache did not have: as the library's `explain()` says it. */
export interface Explanation {
  /** Steps that ran, in the order of the build. */
  readonly steps: readonly ExplainedStep[];
  /** How many the cache had. */
  readonly cached: number;
  /** The id of the build that it was compared with. */
  readonly comparedWith?: string | undefined;
}

/** A step that ran, and why. */
export interface ExplainedStep {
  readonly name: string;
  readonly digest: string;
  /** Milliseconds. */
  readonly took: number;
  readonly cause: ExplainedCause;
  /** The digest of the step whose cause this one's goes back to. */
  readonly root: string;
}

/** Why one step ran. */
export interface ExplainedCause {
  /** `asked`, `first-build`, `files`, `build-argument`, `earlier-step` and others; see `CauseKind` of the library. */
  readonly kind: string;
  readonly certainty: "certain" | "likely" | "unknown";
  /** What comes after `because`. */
  readonly message: string;
  readonly files?:
    | { readonly count: number; readonly names: readonly string[]; readonly modeOnly: boolean }
    | undefined;
  readonly argument?: string | undefined;
  /** Of `earlier-step`: its digest. */
  readonly step?: string | undefined;
  /** Of `unknown`: how to have it told the next time. */
  readonly remedy?: string | undefined;
}

/** Two builds side by side. */
export interface Comparison {
  readonly a: BuildEntry;
  readonly b: BuildEntry;
  /** What went in, where it differs. */
  readonly inputs: readonly InputDifference[];
  /** Steps of both, in the order of `b`; those that only `a` has come after the step they came after there. */
  readonly steps: readonly StepPair[];
}

/** An input that differs; a side is absent where it has none. */
export interface InputDifference {
  readonly group: "place" | "argument" | "label" | "context" | "setting" | "material";
  readonly name: string;
  readonly a?: string;
  readonly b?: string;
}

/** A step of both, or of one. */
export interface StepPair {
  readonly name: string;
  readonly a?: ComparedStep;
  readonly b?: ComparedStep;
  /** Why it ran in `b`; absent where it was cached, or nothing is known. */
  readonly cause?: ExplainedCause;
}

/** What a comparison shows of a step. */
export interface ComparedStep {
  readonly id: number;
  readonly state: "waiting" | "running" | "cached" | "done" | "failed" | "canceled";
  /** Milliseconds. */
  readonly duration: number;
}
