/** Why a step ran: the first of these that is true. */
export type CauseKind =
  /** `--no-cache` or `--no-cache-filter` covers it. */
  | "asked"
  /** No earlier build of the target is known on the builder, and no cache was to be imported. */
  | "first-build"
  /** The same, and the cache that was to be imported could not be. */
  | "import-failed"
  /** The target was built for other platforms only. */
  | "other-platform"
  /** The target was built on other nodes only. */
  | "other-node"
  /** Files of a context that the step reads are others. */
  | "files"
  /** A build argument has another value. */
  | "build-argument"
  /** The Dockerfile's text, or an option of the build that the step depends on. */
  | "instruction"
  /** The base image, or another image that the step reads, has another digest. */
  | "base-image"
  /** A Git commit, a file of a URL, or another source is not what it was. */
  | "source"
  /** A step that it is made from ran. */
  | "earlier-step"
  /** The step did not end in the last build. */
  | "not-finished"
  /** Nothing differs: the result is no longer in the cache, pruned or cleared away for room. */
  | "cache-removed"
  /** What is known does not tell. */
  | "unknown";

/** How sure it is. */
export type Certainty = "certain" | "likely" | "unknown";

/** Files of a context that are not what they were. */
export interface FileChanges {
  /** How many. */
  readonly count: number;
  /** The first ten, in the order of the context. */
  readonly names: readonly string[];
  /** Only modes differ. */
  readonly modeOnly: boolean;
}

/** Why one step ran. */
export interface Cause {
  readonly kind: CauseKind;
  readonly certainty: Certainty;
  /** In words: what comes after `because`. */
  readonly message: string;
  /** Of `files`. */
  readonly files?: FileChanges | undefined;
  /** Of `build-argument`: its name. */
  readonly argument?: string | undefined;
  /** Of `earlier-step`: which, by its digest. */
  readonly step?: string | undefined;
  /** Of `unknown`: how to have it told the next time. */
  readonly remedy?: string | undefined;
}

/** A step that ran, and why. */
export interface StepExplanation {
  readonly name: string;
  readonly digest: string;
  /** Milliseconds. */
  readonly took: number;
  readonly cause: Cause;
  /** The step whose cause this one's goes back to, by its digest: itself where that is no other step. */
  readonly root: string;
}

/** Why the steps of a build ran that were not cached. */
export interface BuildExplanation {
  readonly ref: string;
  readonly builder: string;
  readonly node: string;
  /** Steps that ran, in the order of the build. */
  readonly steps: readonly StepExplanation[];
  /** How many steps the cache had. */
  readonly cached: number;
  /** The id of the build it was compared with; undefined where there is none. */
  readonly comparedWith?: string | undefined;
}
