import type { Driver } from "../../driver/contract/driver.js";

/**
 * Under which name a connection to a node is kept for all; undefined for one that is its user's alone.
 *
 * @param affinity what the connection is for
 */
export function connectionKey(node: string, driver: Driver, affinity?: string): string | undefined {
  if (driver.connectionKey === undefined) return node;
  const key = driver.connectionKey(affinity);
  // Names of nodes have no blanks.
  return key === undefined ? undefined : `${node} ${key}`;
}
