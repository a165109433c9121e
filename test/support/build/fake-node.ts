import type { Duplex } from "node:stream";
import type { BuilderInfo, BuilderNode } from "../../../src/builder/types.js";
import type { Driver } from "../../../src/driver/contract/driver.js";
import { type DriverFeatures, ownDaemonFeatures } from "../../../src/driver/contract/driver-features.js";
import { SlipwayError } from "../../../src/errors/index.js";
import { parsePlatform } from "../../../src/oci/platform.js";

/** What a node of a test's builder is and does. */
export interface FakeNodeOptions {
  readonly features?: Partial<DriverFeatures>;
  readonly driver?: Partial<Driver>;
  /** Platforms that were given when the node was made. */
  readonly platforms?: readonly string[];
  /** Opens a byte stream to its daemon. Default: there is none. */
  readonly connect?: (() => Duplex | Promise<Duplex>) | undefined;
}

/** A node whose driver boots nothing. */
export function fakeNode(name: string, options: FakeNodeOptions = {}): BuilderNode {
  const none = () => Promise.reject(new SlipwayError("connection-lost", `no daemon listens on ${name}`));
  const driver: Driver = {
    name: "docker-container",
    features: { ...ownDaemonFeatures, defaultLoad: false, ...options.features },
    status: async () => "running",
    boot: async () => undefined,
    stop: async () => undefined,
    remove: async () => undefined,
    connect: async () => (options.connect ?? none)(),
    version: async () => undefined,
    ...options.driver,
  };
  return {
    name,
    endpoint: "unix:///nowhere.sock",
    fixedPlatforms: (options.platforms ?? []).map((text) => parsePlatform(text)),
    driverOptions: {},
    flags: [],
    files: new Map(),
    driver,
  };
}

/** A node that cannot be used. */
export function brokenNode(name: string, error: Error | undefined): BuilderNode {
  const node = { ...fakeNode(name), driver: undefined };
  return error === undefined ? node : { ...node, error };
}

/** A builder of these nodes. */
export function fakeBuilder(nodes: readonly BuilderNode[], name = "b"): BuilderInfo {
  return { name, driver: "docker-container", dynamic: false, isContext: false, current: true, nodes };
}
