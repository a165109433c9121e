import { DEFAULT_CONTEXT, listStoredContexts } from "./context-store.js";
import { currentContext } from "./current-context.js";
import { dockerConfigDir } from "./docker-config.js";
import type { EndpointOptions } from "./endpoint-options.js";
import { defaultContextHost } from "./resolve-endpoint.js";

/** A docker context as `docker context ls` shows it. */
export interface DockerContext {
  readonly name: string;
  readonly description: string;
  /** Host URL of its docker endpoint; empty when it has none. */
  readonly host: string;
  /** It is the context in use. */
  readonly current: boolean;
}

/**
 * All docker contexts, the stored ones in natural order and `default` last.
 *
 * @throws SlipwayError `corrupt-state` naming the file of the store that is malformed.
 */
export async function listDockerContexts(options: EndpointOptions = {}): Promise<readonly DockerContext[]> {
  const { env = process.env, docker = {} } = options;
  const { name: current } = await currentContext(options);
  const stored = await listStoredContexts(dockerConfigDir(env, docker.config));
  const contexts = stored.map(({ name, description, host = "" }) => ({
    name,
    description,
    host,
    current: name === current,
  }));
  return [
    ...contexts,
    {
      name: DEFAULT_CONTEXT,
      description: "Current DOCKER_HOST based configuration",
      host: defaultContextHost(options),
      current: current === DEFAULT_CONTEXT,
    },
  ];
}
