/** What a registry is to be shown; the same fields as the engine room's credentials. */
export interface RegistryLogin {
  /** Empty with an identity token. */
  readonly username: string;
  /** The password, or the identity token when there is one. */
  readonly secret: string;
  /** An OAuth refresh token. */
  readonly identityToken?: string;
  /** Sent to the registry as its bearer token, without asking the token server. */
  readonly registryToken?: string;
}

/** Finds the login for a registry's host. `scopes` are those of the wanted token. Undefined for none. */
export type LookUpLogin = (host: string, scopes: readonly string[]) => Promise<RegistryLogin | undefined>;
