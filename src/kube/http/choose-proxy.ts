import { isIP } from "node:net";
import type { KubeAccess } from "../config/access.js";
import type { KubeEnv } from "../config/load-config.js";

/**
 * The proxy on the way to a cluster: the kubeconfig's, else the one of the environment, which never stands before this
 * machine nor before what `NO_PROXY` names.
 */
export function chooseProxy({ proxy, server }: KubeAccess, env: KubeEnv): URL | undefined {
  if (proxy !== undefined) return proxy;
  const read = (name: string) => env[name] || env[name.toLowerCase()] || "";
  const value = server.protocol === "https:" ? read("HTTPS_PROXY") : read("HTTP_PROXY");
  if (value === "" || isLocal(server.hostname) || isExempt(server, read("NO_PROXY"))) return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isLocal(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Names stand for their subdomains too, addresses may be ranges, `*` is everything. */
function isExempt(server: URL, list: string): boolean {
  const host = server.hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === "*") return true;
      const [name = "", port] = isIP(entry) === 6 ? [entry] : entry.split(/:(?=\d+$)/);
      const ownPort = server.port || (server.protocol === "https:" ? "443" : "80");
      if (name === "" || (port !== undefined && port !== ownPort)) return false;
      if (name.includes("/")) return isInRange(host, name);
      const bare = name.replace(/^\*?\./, "");
      return host === name || host.endsWith(`.${bare}`);
    });
}

function isInRange(host: string, range: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  if (isIP(host) !== 4 || isIP(network) !== 4 || !/^\d+$/.test(bits)) return false;
  const shift = 2 ** (32 - Number(bits));
  const value = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return Math.floor(value(host) / shift) === Math.floor(value(network) / shift);
}
