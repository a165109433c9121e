import type { ProxyEntry } from "../../engine/index.js";

const NAMES = {
  HTTP_PROXY: "httpProxy",
  HTTPS_PROXY: "httpsProxy",
  NO_PROXY: "noProxy",
  FTP_PROXY: "ftpProxy",
} as const;

/**
 * Build arguments for the proxies that the Docker configuration sets for an engine, in upper case as BuildKit reads
 * them.
 *
 * @param proxies `proxies` of config.json: by the engine's host, or `default`.
 */
export function proxyBuildArgs(
  proxies: Readonly<Record<string, ProxyEntry>> | undefined,
  host: string,
): Record<string, string> {
  const entry = proxies?.[host] ?? proxies?.default;
  const args: Record<string, string> = {};
  for (const [name, key] of Object.entries(NAMES)) {
    const value = entry?.[key];
    if (value) args[name] = value;
  }
  return args;
}
