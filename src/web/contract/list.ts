/** Milliseconds of Unix time, with a fraction. */
export type Milliseconds = number;

/** A one-time code against the token. */
export interface SessionRequest {
  readonly code: string;
}

/** What the page needs from then on. */
export interface Session {
  readonly token: string;
  /** Slipway's version. */
  readonly version: string;
}

/** Why a request failed. */
export interface Failure {
  readonly error: {
    /** The error's code, such as `not-found`. */
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
  };
}

/** How a build is going, or how it ended. */
export type BuildState = "running" | "completed" | "failed" | "canceled";

/** Which build. */
export interface BuildKey {
  readonly builder: string;
  readonly node: string;
  readonly ref: string;
}

/** A build in the list. */
export interface BuildEntry extends BuildKey {
  /** By context, Dockerfile and target; empty when nothing is known of them. */
  readonly name: string;
  /** The stage that was asked for; empty for the last one. */
  readonly target: string;
  /** The platforms that were asked for; none for the node's own. */
  readonly platforms: readonly string[];
  /** Builds of the same target have the same one. */
  readonly series: string;
  readonly status: BuildState;
  readonly started: Milliseconds;
  /** Absent while it runs. */
  readonly completed?: Milliseconds;
  /** Milliseconds, until now while it runs. */
  readonly duration: number;
  readonly steps: { readonly total: number; readonly completed: number; readonly cached: number };
  /** The first line of why it failed, at most 500 characters. */
  readonly error?: string;
  readonly warnings: number;
  /** A repository's URL. */
  readonly repository?: string;
  /** It runs: `…/events` tells more. */
  readonly live: boolean;
}

/** The builds of all builders, those that run first, then the newest. */
export interface BuildList {
  readonly builds: readonly BuildEntry[];
  /** Builders that do not answer yet or at all, with why. */
  readonly waiting: readonly BuilderProblem[];
}

/** A builder whose builds are not in the list. */
export interface BuilderProblem {
  readonly builder: string;
  /** Absent while it is being asked. */
  readonly message?: string;
}

/** What changed in the list. */
export type ListEvent =
  /** Replaces the whole list; the first event is one. */
  | ({ readonly type: "list" } & BuildList)
  /** New builds, and builds that changed: each replaces the one with its key. */
  | {
      readonly type: "change";
      readonly changed: readonly BuildEntry[];
      readonly removed: readonly BuildKey[];
      readonly waiting: readonly BuilderProblem[];
    };

/** What a request that changes something needs. */
export interface Confirmation {
  readonly confirm: true;
}

/** What a bundle has. */
export interface BundleOutcome {
  /** They are in the list from now on. */
  readonly builds: readonly BuildEntry[];
}
