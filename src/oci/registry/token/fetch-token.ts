import { SlipwayError } from "../../../errors/index.js";
import { UnexpectedStatusError } from "../http/unexpected-status.js";
import {
  type RegistryToken,
  requestTokenByGet,
  requestTokenByPost,
  type TokenRequest,
} from "./token-request.js";

/**
 * Gets a token the way BuildKit's own client does: the OAuth form where there is a secret, GET where the server knows
 * no form or refuses it, an anonymous GET without a secret.
 *
 * @throws SlipwayError `auth-failed`, `canceled`: `failed to fetch oauth token: …` or `failed to fetch anonymous
 * token: …`, free of the secret.
 */
export async function fetchToken(request: TokenRequest): Promise<RegistryToken> {
  if (request.secret === "") {
    return requestTokenByGet(request).catch((error: unknown) => {
      throw failure(request, `failed to fetch anonymous token: ${messageOf(error)}`, error);
    });
  }
  return requestWithSecret(request).catch((error: unknown) => {
    const said = error instanceof UnexpectedStatusError ? error.detailedMessage : messageOf(error);
    // The cause is left out: a server may quote the login it was sent.
    throw failure(
      request,
      `failed to fetch oauth token: ${redact(said, request.username, request.secret)}`,
      undefined,
    );
  });
}

function failure({ signal }: TokenRequest, message: string, cause: unknown): SlipwayError {
  return new SlipwayError(
    signal.aborted ? "canceled" : "auth-failed",
    message,
    cause === undefined ? {} : { cause },
  );
}

async function requestWithSecret(request: TokenRequest): Promise<RegistryToken> {
  try {
    return await requestTokenByPost(request);
  } catch (error) {
    if (!(error instanceof UnexpectedStatusError) || !asksForGet(error.status, request)) throw error;
    return requestTokenByGet(request);
  }
}

/** Registries without the form answer 404 or 401, those with GET only 405; a refresh token cannot go by Basic auth. */
function asksForGet(status: number, request: TokenRequest): boolean {
  return status === 404 || status === 401 || (status === 405 && request.username !== "");
}

function redact(text: string, username: string, secret: string): string {
  const login = Buffer.from(`${username}:${secret}`).toString("base64");
  return [secret, encodeURIComponent(secret), login].reduce(
    (redacted, form) => redacted.replaceAll(form, "***"),
    text,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
