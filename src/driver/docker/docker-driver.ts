import type { Duplex } from "node:stream";
import type { Engine } from "../../engine/contract/engine.js";
import { SlipwayError } from "../../errors/index.js";
import type { Driver, DriverFeatures, DriverOperationOptions, DriverStatus } from "../contract/driver.js";
import type { DriverFactory } from "../contract/driver-factory.js";
import { mobyBuildKitVersion } from "./moby-version.js";

/** The driver of docker contexts: the BuildKit inside the engine. */
export const dockerFactory: DriverFactory = {
  name: "docker",
  allowsInstances: false,
  create: ({ engine, files }) => {
    if (files.size === 0) return new DockerDriver(engine);
    throw new SlipwayError(
      "invalid-argument",
      "setting config file is not supported for docker driver, use dockerd configuration file",
    );
  },
};

class DockerDriver implements Driver {
  readonly name = "docker";
  /** The least the engine offers; with the containerd image store its workers say that it can do more. */
  readonly features: DriverFeatures = {
    ociExporter: false,
    dockerExporter: false,
    cacheExport: false,
    multiPlatform: false,
    directPush: false,
    defaultLoad: true,
  };
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async status(options: DriverOperationOptions = {}): Promise<DriverStatus> {
    await this.#engine.version(options);
    return "running";
  }

  /** The engine runs already, or nobody can start it from here. */
  async boot(): Promise<void> {}

  async stop(): Promise<void> {}

  async remove(): Promise<void> {}

  connect(options: DriverOperationOptions = {}): Promise<Duplex> {
    return this.#engine.upgrade("/grpc", "h2c", options);
  }

  async version(options: DriverOperationOptions = {}): Promise<string | undefined> {
    const { Version } = await this.#engine.version(options);
    return typeof Version === "string" ? mobyBuildKitVersion(Version) : undefined;
  }
}
