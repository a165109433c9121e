import { parseHost, resolveEndpoint } from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { BuilderScope } from "../find/scope.js";

/** Where a new node lives. */
export interface NodeEndpoint {
  /** A docker context's name or an engine's URL, as it is stored. */
  readonly endpoint: string;
  /** The user named it. */
  readonly given: boolean;
}

/**
 * The endpoint that `create` was given, or the current one. The docker context `default` is stored as its URL, since
 * it means another engine as soon as the environment changes.
 *
 * @throws SlipwayError `invalid-argument` for an address that is none, and for TLS settings that only the environment
 * has, which a stored builder would lose.
 */
export async function nodeEndpoint(scope: BuilderScope, given: string | undefined): Promise<NodeEndpoint> {
  if (given) return { endpoint: await givenEndpoint(scope, given), given: true };
  if ((await scope.currentContext()) === "default" && (await resolveEndpoint(scope.docker)).tls) {
    throw new SlipwayError(
      "invalid-argument",
      "could not create a builder instance with TLS data loaded from environment. Please use `docker context create <context-name>` to create a context for current environment and then create a builder instance with context set to <context-name>",
    );
  }
  return { endpoint: await scope.endpointKey(), given: false };
}

async function givenEndpoint(scope: BuilderScope, given: string): Promise<string> {
  const context = (await scope.contexts()).find(({ name }) => name === given);
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
