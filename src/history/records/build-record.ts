import type { UnixNanos } from "../../progress/model/status.js";

/** How a build is going, or how it ended. */
export type BuildStatus = "running" | "completed" | "failed" | "canceled";

/** How many steps a build had, the frontend's own among them; 0 while it runs. */
export interface StepCounts {
  readonly total: number;
  readonly completed: number;
  readonly cached: number;
}

/** A build as a daemon has it in its history. */
export interface BuildRecord {
  /** The build's id. A build on several nodes has the same one on all of them. */
  readonly ref: string;
  readonly builder: string;
  readonly node: string;
  /** What lists call it, by its context, Dockerfile and target; empty when nothing is known of them. */
  readonly name: string;
  readonly status: BuildStatus;
  /** When it was started, nanoseconds of Unix time. */
  readonly createdAt: UnixNanos;
  /** When it ended, nanoseconds of Unix time; absent while it runs. */
  readonly completedAt?: UnixNanos;
  /** Nanoseconds it took, or has taken until now; absent when the daemon is too old to say. */
  readonly duration?: bigint;
  readonly steps: StepCounts;
  /** Why it failed; absent while it runs and when it succeeded. */
  readonly error?: { readonly grpcCode: number; readonly message: string };
  /** Where it was built from, as far as the client told the daemon: a repository's URL. */
  readonly repository?: string;
  /** Leads to the build in Docker Desktop. */
  readonly desktopUrl: string;
}
