import type { DriverReplica } from "../../driver/contract/driver.js";
import type { BuilderNode } from "../types.js";

/** A node with the daemons behind it. */
export interface ReplicatedNode {
  readonly node: BuilderNode;
  readonly replicas: readonly DriverReplica[];
}

/** The nodes to show: the daemons behind them when every node has some, for they come and go by themselves. */
export function showReplicas(loaded: readonly ReplicatedNode[]): {
  readonly nodes: readonly BuilderNode[];
  readonly dynamic: boolean;
} {
  const dynamic = loaded.length > 0 && loaded.every(({ replicas }) => replicas.length > 0);
  if (!dynamic) return { nodes: loaded.map(({ node }) => node), dynamic };
  const nodes = loaded.flatMap(({ node, replicas }) =>
    replicas.map(({ name, platforms }) => {
      if (platforms.length === 0) return { ...node, name };
      // It was made for these and no others.
      const details = node.details && { ...node.details, platforms };
      return { ...node, ...(details === undefined ? {} : { details }), name, fixedPlatforms: platforms };
    }),
  );
  return { nodes, dynamic };
}
