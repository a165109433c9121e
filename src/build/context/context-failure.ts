import { BuildError } from "../../buildkit/client/index.js";
import { remoteKind, withoutCredentials } from "../../util/remote-context.js";
import type { ContextSource } from "../options/context-source.js";

/** What the daemon says when it cannot get at the context or the Dockerfile in it. */
const CONTEXT_FAILED = /failed to (read|load)|unexpected query|\bconflicts?\b|query "/;

/**
 * Gives a failure to fetch a remote context a hint that names the URL, without credentials, where the daemon's words
 * do not; everything else stays as it is.
 */
export function withContextNamed(reason: unknown, context: string | ContextSource): unknown {
  if (!(reason instanceof BuildError) || typeof context !== "string" || remoteKind(context) === undefined) {
    return reason;
  }
  const url = withoutCredentials(context);
  const { message, hint, failure } = reason;
  const isNamed = message.includes(url.replace(/^[a-z+]+:\/\/|[?#].*$/g, ""));
  if (hint !== undefined || isNamed || failure.sources.length > 0 || !CONTEXT_FAILED.test(message))
    return reason;
  return Object.assign(reason, { hint: `the build context is ${url}` });
}
