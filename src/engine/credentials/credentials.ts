import { SlipwayError } from "../../errors/index.js";

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

/** The key under which Docker stores what belongs to Docker Hub. */
export const DOCKER_HUB_KEY = "https://index.docker.io/v1/";

/** The key of a registry's host in config.json and in credential helpers. */
export function credentialKey(host: string): string {
  return ["docker.io", "index.docker.io", "registry-1.docker.io"].includes(host) ? DOCKER_HUB_KEY : host;
}

/** The error for credentials that could not be had. */
export function authFailed(message: string, cause?: unknown): SlipwayError {
  return new SlipwayError("auth-failed", message, { cause, hint: "run docker login for the registry" });
}
