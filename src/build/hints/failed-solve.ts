import type { BuildError } from "../../buildkit/client/build-error.js";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import type { DriverFeatures } from "../../driver/contract/driver-features.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";

/** A solve that failed, with everything on this side that may say why. */
export interface FailedSolve {
  readonly error: BuildError;
  readonly plan: Pick<BuildPlan, "main" | "named" | "options" | "flags" | "cwd" | "env" | "builder">;
  readonly node: Pick<NodeShare["node"], "driver" | "driverOptions" | "files">;
  readonly share: Pick<NodeShare, "platforms">;
  readonly features: Pick<DriverFeatures, "insideEngine">;
  readonly client: Pick<BuildKitClient, "diskUsage">;
  /** What its steps said of the disk, and of a program that the machine cannot run. */
  readonly disk: { readonly seen: boolean; readonly foreignProgram: boolean };
  /** Ends what a hint still waits for. */
  readonly signal: AbortSignal;
}

/** Knows one kind of mistake: the hint for it, or nothing. What it throws counts as nothing. */
export type HintFinder = (failed: FailedSolve) => string | undefined | Promise<string | undefined>;

/** The context as the user wrote it; undefined where it is no directory of this machine. */
export function writtenContext({ main, options }: FailedSolve["plan"]): string | undefined {
  if (main.localDirectory === undefined) return undefined;
  return typeof options.context === "string" ? options.context : main.localDirectory;
}

/** `a`, `a or b`, `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  const [last = "", ...others] = [...words].reverse();
  return others.length === 0 ? last : `${others.reverse().join(", ")} or ${last}`;
}
