import type { ConnectionPool } from "../../builder/connections/connection-pool.js";
import type { BuilderContext, BuilderInfo } from "../../builder/types.js";
import type { TargetRequest } from "./build-plan.js";
import type { NodeShare } from "./plan-nodes.js";

/** What all targets of one invocation have in common. */
export interface TargetsOptions extends BuilderContext {
  /** Where they are built. */
  readonly builder: BuilderInfo;
  /** Connections to use and to leave open. Default: the invocation has its own, which end with it. */
  readonly connections?: ConnectionPool | undefined;
}

/** A target and the nodes that build it. */
export interface PlannedTarget {
  readonly request: TargetRequest;
  readonly shares: readonly NodeShare[];
}
