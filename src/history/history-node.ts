import type { BuilderNode, BuilderOptions } from "../builder/index.js";
import type { BuildKitClient } from "../buildkit/client/index.js";

/** Options common to everything that is done with the records of builds. */
export type HistoryOptions = BuilderOptions;

/** A node whose daemon is connected, to be asked for its records. */
export interface HistoryNode {
  /** The builder's name. */
  readonly builder: string;
  readonly node: BuilderNode;
  readonly client: BuildKitClient;
  /** The daemon takes a limit and a filter in its stride; see {@link takesLimits}. */
  readonly limits: boolean;
}

/**
 * Whether a daemon may be given a limit or a filter with its list. BuildKit before v0.29.0 dies of either while one of its
 * records is marked as deleted. A version that cannot be read counts as old.
 */
export function takesLimits(version: string | undefined): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(version ?? "") ?? [];
  if (major === undefined) return false;
  return Number(major) > 0 || Number(minor) >= 29;
}
