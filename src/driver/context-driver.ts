import type { Engine } from "../engine/index.js";
import { isSlipwayError } from "../errors/index.js";
import type { DriverFactory } from "./contract/driver-factory.js";
import { dockerFactoryWith } from "./docker/docker-driver.js";
import { SpareStream } from "./docker/spare-stream.js";
import { dockerContainerFactory } from "./docker-container/docker-container-driver.js";

/**
 * The driver of the builder that a docker context is by itself: the engine's own BuildKit; engines without one get a
 * container.
 *
 * @throws SlipwayError what the engine reports when it cannot be reached; `canceled`.
 */
export async function contextDriver(engine: Engine, signal: AbortSignal): Promise<DriverFactory> {
  const upgrading = engine.upgrade("/grpc", "h2c", { signal }).then((stream) => new SpareStream(stream));
  // The engine's answer to the other question counts first, even if this one fails before it.
  const opened = upgrading.catch(() => undefined);
  try {
    await engine.apiVersion({ signal });
  } catch (error) {
    void opened.then((spare) => spare?.take()?.destroy());
    throw error;
  }
  try {
    return dockerFactoryWith(await upgrading);
  } catch (error) {
    if (signal.aborted || isSlipwayError(error, "engine-unreachable")) throw error;
    return dockerContainerFactory;
  }
}
