/** Host and port of a registry named `host`, `host:port` or `[::1]:port`; the port is HTTPS's unless given. */
export function endpointOf(host: string): { readonly hostname: string; readonly port: number } {
  const [, v6, name = "", port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(host) ?? [];
  return { hostname: v6 ?? name, port: port === undefined ? 443 : Number(port) };
}

/** Whether a host is the very machine, or container, that asks for it. */
export function isLoopback(host: string): boolean {
  const { hostname } = endpointOf(host);
  return /^localhost$|\.localhost$|^127(\.\d{1,3}){3}$|^::1$/i.test(hostname);
}

/** Whether a text is the name of a registry, and no pattern or path. */
export function isRegistryName(host: string): boolean {
  return /^(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::\d{1,5})?$/i.test(host);
}
