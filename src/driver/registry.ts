import type { Env } from "../engine/index.js";
import { SlipwayError } from "../errors/index.js";
import { quoteGo } from "../util/go-quote.js";
import { called, checkOptions, fields, flag, needed, text } from "../util/options/index.js";
import type { DriverFactory } from "./contract/driver-factory.js";
import type { FoundOrphan, OrphanRequest } from "./contract/orphans.js";
import { dockerFactory } from "./docker/docker-driver.js";
import { dockerContainerFactory } from "./docker-container/docker-container-driver.js";
import { kubernetesFactory } from "./kubernetes/kubernetes-factory.js";
import { remoteFactory } from "./remote/remote-driver.js";

/** {@link DriverFactory}, described. */
export const driverFactoryShape = fields<DriverFactory>(
  {
    name: needed(text),
    allowsInstances: needed(flag),
    startsDaemon: needed(flag),
    allowsEphemeral: flag,
    suits: called(),
    endpoint: needed(called<DriverFactory["endpoint"]>()),
    daemonFlags: called(),
    inherit: called(),
    create: needed(called<DriverFactory["create"]>()),
    findOrphans: called(),
  },
  { open: true },
);

/** The drivers of this package. Adding one is adding its line; the first that suits an endpoint is chosen for it. */
const builtIn: readonly DriverFactory[] = [
  dockerFactory,
  dockerContainerFactory,
  remoteFactory,
  kubernetesFactory,
];

/** Drivers of the program that uses the library. */
const registered: DriverFactory[] = [];

const factories = () => [...builtIn, ...registered];

/**
 * Adds a driver of the caller's own to those that builders of this process may have. Builders of it are kept in the
 * store that docker-buildx uses too, which passes over the ones whose driver it does not know.
 *
 * @returns what takes it away again.
 * @throws SlipwayError `already-exists` for the name of a driver that is there, `invalid-argument` for a name that the
 * builder store could not keep.
 */
export function registerDriver(factory: DriverFactory): () => void {
  checkOptions("registerDriver", driverFactoryShape, factory);
  const { name } = factory;
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new SlipwayError("invalid-argument", `invalid driver name ${quoteGo(name)}`, {
      hint: "a driver's name has lower-case letters, digits and dashes, a letter first",
    });
  }
  if (factories().some((existing) => existing.name === name)) {
    throw new SlipwayError("already-exists", `there is a driver ${quoteGo(name)} already`);
  }
  registered.push(factory);
  return () => {
    const index = registered.indexOf(factory);
    if (index >= 0) registered.splice(index, 1);
  };
}

/** Names of the drivers that `create` can use. */
export function creatableDrivers(): string[] {
  return factories()
    .filter((factory) => factory.allowsInstances)
    .map((factory) => factory.name);
}

/** Whether something may be left of a driver's nodes on an engine when nobody knows of them any more. */
export function leavesOrphans(driver: string): boolean {
  return factories().some(({ name, findOrphans }) => name === driver && findOrphans !== undefined);
}

/** What is left of nodes that no record knows, of every driver that may leave something. */
export async function findDriverOrphans(request: OrphanRequest): Promise<FoundOrphan[]> {
  const found = await Promise.all(factories().map((factory) => factory.findOrphans?.(request) ?? []));
  return found.flat();
}

/** The driver of a new builder for which none was named: one that the endpoint suits, else a container. */
export function driverFor(endpoint: string | undefined, env: Env): DriverFactory {
  return factories().find((factory) => factory.suits?.(endpoint, env)) ?? dockerContainerFactory;
}

/**
 * The driver of that name, for builders to be created with. Throws `invalid-argument` for one that is not there.
 */
export function driverFactory(name: string): DriverFactory {
  const factory = factories().find((candidate) => candidate.name === name);
  if (factory !== undefined) {
    if (factory.allowsInstances) return factory;
    throw new SlipwayError(
      "invalid-argument",
      `additional instances of driver ${quoteGo(name)} cannot be created`,
    );
  }
  throw new SlipwayError("invalid-argument", `failed to find driver ${quoteGo(name)}`, {
    hint: `slipway has ${creatableDrivers().join(", ")}`,
  });
}
