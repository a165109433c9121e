import {
  currentContext,
  endpointKey,
  listDockerContexts,
  parseHost,
  resolveEndpoint,
} from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { EndpointRequest, NodeEndpoint } from "../contract/driver-factory.js";

/**
 * The endpoint of a node that lives on a Docker Engine: the one `create` was given, or the current one. The docker
 * context `default` is stored as its URL, since it means another engine as soon as the environment changes.
 *
 * @throws SlipwayError `invalid-argument` for an address that is none, and for TLS settings that only the environment
 * has, which a stored builder would lose.
 */
export async function engineEndpoint(request: EndpointRequest): Promise<NodeEndpoint> {
  const { given, env, docker } = request;
  if (given) return { endpoint: await givenEndpoint(given, request), given: true };
  const { name } = await currentContext({ env, docker });
  if (name === "default" && (await resolveEndpoint({ env, docker })).tls) {
    throw new SlipwayError(
      "invalid-argument",
      "could not create a builder instance with TLS data loaded from environment. Please use `docker context create <context-name>` to create a context for current environment and then create a builder instance with context set to <context-name>",
    );
  }
  return { endpoint: await endpointKey({ env, docker }), given: false };
}

async function givenEndpoint(given: string, { env, docker }: EndpointRequest): Promise<string> {
  const contexts = await listDockerContexts({ env, docker });
  const context = contexts.find(({ name }) => name === given);
  if (context !== undefined) return given === "default" ? context.host : given;
  try {
    return parseHost(given, true).url;
  } catch (error) {
    const reason = SlipwayError.from(error, "invalid-argument");
    throw new SlipwayError("invalid-argument", `failed to parse endpoint ${given}: ${reason.message}`, {
      cause: error,
      hint: reason.hint,
    });
  }
}
