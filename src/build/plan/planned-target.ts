import type { ConnectionPool } from "../../builder/connections/connection-pool.js";
import type { BuilderInfo, BuilderOptions } from "../../builder/types.js";
import type { SolveStatus } from "../../progress/index.js";
import type { TargetRequest } from "./build-plan.js";
import type { NodeShare } from "./plan-nodes.js";

/** What all targets of one invocation have in common. */
export interface TargetsOptions extends BuilderOptions {
  /** Where they are built. */
  readonly builder: BuilderInfo;
  /** Connections to use and to leave open. Default: the invocation has its own, which end with it. */
  readonly connections?: ConnectionPool | undefined;
  /** What the span of all is called where the environment asks for traces. Default `build`. */
  readonly spanName?: string | undefined;
  /** What all targets are led to one of several daemons by. Default: each target's context. */
  readonly affinity?: string | undefined;
  /** Told what the daemon reports of each target, by the target's name. */
  readonly onTargetStatus?: ((target: string, status: SolveStatus) => void) | undefined;
}

/** A target and the nodes that build it. */
export interface PlannedTarget {
  readonly request: TargetRequest;
  readonly shares: readonly NodeShare[];
}
