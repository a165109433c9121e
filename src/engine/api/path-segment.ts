/** Escapes a name for use in a request path. The slashes and colons of image names stay, as the engine expects. */
export function pathSegment(name: string): string {
  return encodeURIComponent(name).replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%40", "@");
}
