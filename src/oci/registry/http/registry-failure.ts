import { canceledError, isError, SlipwayError, type SlipwayErrorCode } from "../../../errors/index.js";
import type { HttpAnswer } from "./http-answer.js";
import { readBody } from "./read-body.js";
import { SilenceError } from "./silence-limit.js";
import { UnexpectedStatusError } from "./unexpected-status.js";

/** The largest error answer read, bytes. */
const answerLimit = 64 * 1024;

/** The error for an answer whose status was not among those expected. Reads the answer, see {@link readBody}. */
export async function statusFailure(
  method: string,
  url: URL,
  response: HttpAnswer,
  silence?: number,
): Promise<SlipwayError> {
  const body = await readBody(response, answerLimit, silence).then(String, () => "");
  const error = new UnexpectedStatusError(response.status, method, shownUrl(url), body);
  const message = error.details === "" ? error.message : `${error.message}: ${error.details.trimEnd()}`;
  const code = codeOf(response.status);
  return new SlipwayError(code, message, {
    details: { status: error.status, errors: error.codes },
    ...(code === "auth-failed"
      ? { hint: `check your access to ${url.host}, or log in with docker login` }
      : {}),
  });
}

/** The error for a request that got no answer. */
export function networkFailure(method: string, url: URL, reason: unknown, signal: AbortSignal): SlipwayError {
  if (reason instanceof SlipwayError) return reason;
  if (signal.aborted) return canceledError(signal);
  const cause = isError(reason) && isError(reason.cause) ? reason.cause : reason;
  // A name with several addresses fails once for each of them.
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const text = inner instanceof Error ? inner.message || inner.name : String(inner);
  return new SlipwayError("registry-error", `${method} ${shownUrl(url)}: ${text}`, {
    cause: reason,
    hint:
      inner instanceof SilenceError ? "SLIPWAY_REGISTRY_TIMEOUT=2m gives the registry more time" : undefined,
  });
}

function codeOf(status: number): SlipwayErrorCode {
  if (status === 401 || status === 403) return "auth-failed";
  return status === 404 ? "not-found" : "registry-error";
}

/** Upload and redirect addresses carry secrets in their query and may have a login. */
function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
