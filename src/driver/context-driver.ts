import type { Engine } from "../engine/index.js";
import { isSlipwayError } from "../errors/index.js";
import type { DriverFactory } from "./contract/driver-factory.js";
import { dockerFactory } from "./docker/docker-driver.js";
import { dockerContainerFactory } from "./docker-container/docker-container-driver.js";

/**
 * The driver of the builder that a docker context is by itself: the engine's own BuildKit; engines without one get a
 * container.
 *
 * @throws SlipwayError what the engine reports when it cannot be reached; `canceled`.
 */
export async function contextDriver(engine: Engine, signal: AbortSignal): Promise<DriverFactory> {
  await engine.apiVersion({ signal });
  try {
    const stream = await engine.upgrade("/grpc", "h2c", { signal });
    stream.on("error", () => undefined).destroy();
    return dockerFactory;
  } catch (error) {
    if (signal.aborted || isSlipwayError(error, "engine-unreachable")) throw error;
    return dockerContainerFactory;
  }
}
