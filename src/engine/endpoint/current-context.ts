import { SlipwayError } from "../../errors/index.js";
import type { EngineEndpoint } from "../contract/engine.js";
import { DEFAULT_CONTEXT } from "./context-store.js";
import { dockerConfigDir, loadDockerConfig } from "./docker-config.js";
import type { EndpointOptions } from "./endpoint-options.js";

/** The current docker context and what chose it. */
export interface CurrentContext {
  readonly name: string;
  readonly source: EngineEndpoint["source"];
}

/**
 * The current docker context: --context, --host and DOCKER_HOST (both mean `default`), DOCKER_CONTEXT, currentContext
 * of config.json, `default`. Does not look whether the context exists.
 *
 * @throws SlipwayError `invalid-argument` when both --host and --context are given.
 */
export async function currentContext(options: EndpointOptions = {}): Promise<CurrentContext> {
  const { env = process.env, docker = {} } = options;
  if (docker.context && docker.host) {
    throw new SlipwayError(
      "invalid-argument",
      "conflicting options: cannot specify both --host and --context",
    );
  }
  if (docker.context) return { name: docker.context, source: "option" };
  if (docker.host) return { name: DEFAULT_CONTEXT, source: "option" };
  if (env.DOCKER_HOST) return { name: DEFAULT_CONTEXT, source: "DOCKER_HOST" };
  if (env.DOCKER_CONTEXT) return { name: env.DOCKER_CONTEXT, source: "DOCKER_CONTEXT" };
  const config = await loadDockerConfig(dockerConfigDir(env, docker.config), options.onWarning);
  if (config.currentContext !== undefined) return { name: config.currentContext, source: "currentContext" };
  return { name: DEFAULT_CONTEXT, source: "default" };
}
