import { SlipwayError } from "../../errors/index.js";

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
