import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import type { Driver, DriverStatus } from "../../../src/driver/contract/driver.js";
import { ownDaemonFeatures } from "../../../src/driver/contract/driver-features.js";
import { registerDriver } from "../../../src/driver/registry.js";

/** What the nodes of a builder in memory do. */
export interface MemoryDriverOptions {
  /** Opens a byte stream to a node's daemon. */
  readonly connect: (node: string) => Duplex | Promise<Duplex>;
  /** Default: they run. */
  readonly status?: (node: string) => DriverStatus | Promise<DriverStatus>;
}

/** Until the test is finished there is a driver `memory`, whose daemons are wherever `connect` leads. */
export function memoryDriver({ connect, status = () => "running" }: MemoryDriverOptions): void {
  const unregister = registerDriver({
    name: "memory",
    allowsInstances: true,
    startsDaemon: true,
    suits: (endpoint) => endpoint?.startsWith("memory:") ?? false,
    endpoint: async ({ given, builder }) => ({
      endpoint: given ?? `memory:${builder}`,
      given: given !== undefined,
    }),
    daemonFlags: ({ flags }) => [...(flags ?? [])],
    create: ({ node }): Driver => ({
      name: "memory",
      features: { ...ownDaemonFeatures, defaultLoad: false },
      status: async () => status(node),
      boot: async () => undefined,
      stop: async () => undefined,
      remove: async () => undefined,
      connect: async () => connect(node),
      version: async () => undefined,
    }),
  });
  onTestFinished(unregister);
}
