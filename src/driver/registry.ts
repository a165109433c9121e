import { SlipwayError } from "../errors/index.js";
import { quoteGo } from "../util/go-quote.js";
import type { DriverFactory } from "./contract/driver-factory.js";
import { dockerFactory } from "./docker/docker-driver.js";
import { dockerContainerFactory } from "./docker-container/docker-container-driver.js";

/** Every driver. Adding one is adding its line. */
const factories: readonly DriverFactory[] = [dockerFactory, dockerContainerFactory];

/** Drivers of buildx whose builders may be in the store. */
const foreignDrivers: readonly string[] = ["remote", "kubernetes"];

/** Names of the drivers that `create` can use. */
export function creatableDrivers(): string[] {
  return factories.filter((factory) => factory.allowsInstances).map((factory) => factory.name);
}

/**
 * The driver of that name. `forInstance` asks for one that builders can be created with. Throws `unsupported` for a
 * driver that only buildx has, `invalid-argument` for one that nobody has.
 */
export function driverFactory(name: string, forInstance = true): DriverFactory {
  const factory = factories.find((candidate) => candidate.name === name);
  if (factory !== undefined) {
    if (factory.allowsInstances || !forInstance) return factory;
    throw new SlipwayError(
      "invalid-argument",
      `additional instances of driver ${quoteGo(name)} cannot be created`,
    );
  }
  if (foreignDrivers.includes(name)) {
    throw new SlipwayError("unsupported", `slipway does not support the ${name} driver`, {
      hint: "only Docker's own buildx has this driver",
    });
  }
  throw new SlipwayError("invalid-argument", `failed to find driver ${quoteGo(name)}`, {
    hint: `slipway has ${creatableDrivers().join(", ")}`,
  });
}
