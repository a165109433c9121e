/** What a registry is to be shown: a login, or a token that was had before. */
export type RegistryLogin =
  | { readonly username: string; readonly password: string }
  /** An OAuth refresh token. */
  | { readonly identityToken: string }
  /** Sent to the registry as its bearer token. */
  | { readonly registryToken: string };

/**
 * Gives the login for a registry host (`ghcr.io`; Docker Hub is `docker.io`), `null` to go without one, undefined to
 * have the user's Docker configuration asked.
 */
export type LookUpLogin = (
  host: string,
) => RegistryLogin | null | undefined | Promise<RegistryLogin | null | undefined>;
