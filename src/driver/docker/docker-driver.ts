import type { Duplex } from "node:stream";
import type { Engine } from "../../engine/contract/engine.js";
import { SlipwayError } from "../../errors/index.js";
import { engineEndpoint } from "../common/engine-endpoint.js";
import type { Driver, DriverOperationOptions, DriverStatus } from "../contract/driver.js";
import type { DriverFactory, DriverInit } from "../contract/driver-factory.js";
import type { DriverFeatures, WorkerLabels } from "../contract/driver-features.js";
import { mobyBuildKitVersion } from "./moby-version.js";
import type { SpareStream } from "./spare-stream.js";

/** With this label the engine keeps images in containerd, and its BuildKit can do what a BuildKit of its own can. */
const snapshotterLabel = "org.mobyproject.buildkit.worker.snapshotter";

/** What the engine offers with the classic image store, which is the least. */
const classicStore: DriverFeatures = {
  ociExporter: false,
  dockerExporter: false,
  cacheExport: false,
  multiPlatform: false,
  directPush: false,
  preferImageDigest: false,
  defaultLoad: true,
  insideEngine: true,
  hostGateway: true,
  historyApi: true,
};

const containerdStore: DriverFeatures = {
  ...classicStore,
  ociExporter: true,
  dockerExporter: true,
  cacheExport: true,
  multiPlatform: true,
  directPush: true,
  preferImageDigest: true,
};

/** The driver of docker contexts: the BuildKit inside the engine. */
export const dockerFactory: DriverFactory = {
  name: "docker",
  allowsInstances: false,
  startsDaemon: false,
  endpoint: engineEndpoint,
  create: (init) => createDriver(init),
};

/** The driver for an engine to whose BuildKit a connection has just been opened. */
export function dockerFactoryWith(spare: SpareStream): DriverFactory {
  return { ...dockerFactory, create: (init) => createDriver(init, spare) };
}

async function createDriver({ engine, files }: DriverInit, spare?: SpareStream): Promise<Driver> {
  if (files.size === 0) return new DockerDriver(await engine(), spare);
  throw new SlipwayError(
    "invalid-argument",
    "setting config file is not supported for docker driver, use dockerd configuration file",
  );
}

class DockerDriver implements Driver {
  readonly name = "docker";
  readonly features = classicStore;
  readonly #spare: SpareStream | undefined;

  constructor(
    readonly engine: Engine,
    spare: SpareStream | undefined,
  ) {
    this.#spare = spare;
  }

  featuresWith(workers: readonly WorkerLabels[]): DriverFeatures {
    const hasContainerd = workers.some((labels) => labels[snapshotterLabel] !== undefined);
    return hasContainerd ? containerdStore : classicStore;
  }

  async status(options: DriverOperationOptions = {}): Promise<DriverStatus> {
    // For an answer to this question an engine may start several programs.
    if (!this.#spare?.isRecent) await this.engine.version(options);
    return "running";
  }

  /** The engine runs already, or nobody can start it from here. */
  async boot(): Promise<void> {}

  async stop(): Promise<void> {}

  async remove(): Promise<void> {}

  async connect(options: DriverOperationOptions = {}): Promise<Duplex> {
    return this.#spare?.take() ?? this.engine.upgrade("/grpc", "h2c", options);
  }

  async version(options: DriverOperationOptions = {}): Promise<string | undefined> {
    const version = await this.engine.release(options);
    return version === undefined ? undefined : mobyBuildKitVersion(version);
  }
}
