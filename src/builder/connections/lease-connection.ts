import type { Driver, DriverConnectOptions } from "../../driver/contract/driver.js";
import { connectionKey } from "./connection-key.js";
import { type ConnectedOptions, type ConnectionLease, leaseFrom } from "./connection-pool.js";
import { connectionSettings } from "./connection-settings.js";

/**
 * Connects to a node's daemon, which must run: over a connection that is kept, or over one that `release` closes.
 * Throws what connecting throws.
 */
export function leaseConnection(
  node: string,
  driver: Driver,
  { connections, env }: Pick<ConnectedOptions, "connections" | "env">,
  signal: AbortSignal | undefined,
): Promise<ConnectionLease> {
  const open = async (options: DriverConnectOptions) => {
    const settings = connections?.settings ?? connectionSettings(env);
    const stream = await driver.connect(options);
    // The client, which is loaded now, is told of a stream that has broken meanwhile.
    stream.on("error", () => undefined);
    // In a container the other end is a program that still has to start: time enough to load the client.
    const { openBuildKit } = await import("../../buildkit/client/index.js");
    return {
      client: openBuildKit(stream, { authority: driver.authority, peer: daemonOf(node), ...settings }),
      stream,
      driver,
    };
  };
  return leaseFrom(connections, connectionKey(node, driver), open, signal);
}

/** A node's daemon as messages name it. */
export function daemonOf(node: string): string {
  return `BuildKit on node ${node}`;
}
