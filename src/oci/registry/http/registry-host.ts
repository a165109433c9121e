import { isLoopback } from "./proxied-fetch.js";

/** The address of a registry: Docker Hub has one of its own; this machine's registries speak plain HTTP. */
export function registryOrigin(domain: string, plainHttp?: boolean): URL {
  const host = domain === "docker.io" || domain === "index.docker.io" ? "registry-1.docker.io" : domain;
  const { hostname } = new URL(`http://${host}`);
  return new URL(`${(plainHttp ?? isLoopback(hostname)) ? "http" : "https"}://${host}`);
}
