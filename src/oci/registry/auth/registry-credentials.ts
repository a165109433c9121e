/** What a registry is to be shown. Never put it into a message or a log. */
export interface RegistryCredentials {
  /** Empty with an identity token. */
  readonly username: string;
  /** The password, or the identity token when there is one. */
  readonly secret: string;
  /** An OAuth refresh token. */
  readonly identityToken?: string;
  /** Sent to the registry as its bearer token, without asking the token server. */
  readonly registryToken?: string;
}

/**
 * Finds what a registry host is to be shown. `scopes` are those of the token that is wanted
 * (`repository:library/alpine:pull`), empty when no particular one is. Undefined for no credentials.
 */
export type LookUpCredentials = (
  host: string,
  scopes: readonly string[],
) => Promise<RegistryCredentials | undefined>;

/** The login that a token server takes: an identity token goes as a secret without a user name. Empty for none. */
export function loginOf(credentials: RegistryCredentials | undefined): {
  readonly username: string;
  readonly secret: string;
} {
  const { username = "", secret = "", identityToken } = credentials ?? {};
  return identityToken ? { username: "", secret: identityToken } : { username, secret };
}
