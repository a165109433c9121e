import type { ConnectedOptions } from "../../builder/connections/connection-pool.js";
import { leaseConnection } from "../../builder/connections/lease-connection.js";
import { loadNodeDetails } from "../../builder/nodes/node-details.js";
import type { BuilderNode } from "../../builder/types.js";
import type { DriverOperationOptions } from "../../driver/contract/driver.js";
import type { Platform } from "../../oci/platform.js";

/** Platforms a node can build for: those fixed on it, then those its daemon reports. Boots the node. */
export async function nodePlatforms(
  node: BuilderNode,
  options: DriverOperationOptions,
  context: Pick<ConnectedOptions, "connections" | "env"> = {},
): Promise<readonly Platform[]> {
  const { driver } = node;
  if (driver === undefined) return node.fixedPlatforms;
  const operation = {
    signal: options.signal,
    progress: options.progress,
  };
  await driver.boot(operation);
  const lease = leaseConnection(node.name, driver, context, options.signal);
  const details = await loadNodeDetails(driver, lease, operation);
  return [...node.fixedPlatforms, ...details.platforms];
}
