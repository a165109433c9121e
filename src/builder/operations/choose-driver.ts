import { driverFactory } from "../../driver/registry.js";
import { isSlipwayError } from "../../errors/index.js";
import type { BuilderScope } from "../find/scope.js";
import type { CreateBuilderOptions } from "../types.js";

/** The schemes under which the remote driver finds a daemon. */
const daemonUrl = /^(tcp|unix|npipe|ssh|docker-container|kube-pod):\/\//;

/**
 * The driver of a builder that is to be made, by buildx's rule: an endpoint that is a URL, or BUILDKIT_HOST, is somebody
 * else's daemon, all else is a container.
 *
 * @throws SlipwayError `unsupported`, `invalid-argument` for a driver that builders cannot be created with.
 */
export async function chooseDriver(scope: BuilderScope, options: CreateBuilderOptions): Promise<string> {
  const { driver, endpoint } = options;
  const chosen = driver || ((await isDaemon(scope, endpoint)) ? "remote" : "docker-container");
  try {
    driverFactory(chosen);
    return chosen;
  } catch (error) {
    if (driver || !endpoint || !isSlipwayError(error)) throw error;
    throw error.copyWith({
      message: `${error.message}, which ${endpoint} asks for`,
      hint: "with --driver docker-container the builder is a container of the engine there",
    });
  }
}

async function isDaemon(scope: BuilderScope, endpoint: string | undefined): Promise<boolean> {
  if (!endpoint) return Boolean(scope.env.BUILDKIT_HOST);
  return daemonUrl.test(endpoint) && !(await scope.isContext(endpoint));
}
