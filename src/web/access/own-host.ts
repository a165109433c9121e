import { isIP } from "node:net";

/** Names under which a browser reaches this machine by its loopback interface. */
const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** What of a request says where it comes from and where it was sent. */
export interface RequestOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, from browsers that send it. */
  readonly site: string | undefined;
}

/** True for an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Whether the host that a request names is one of the server's. A page of a stranger whose name leads here (DNS rebinding)
 * names its own. A server on loopback takes the loopback names, one that was told to listen elsewhere also that name and
 * addresses, which no stranger's page has as its own. The port is left open: it is another one behind a tunnel of SSH.
 *
 * @param bound the host that the server was told to listen on
 */
export function isOwnHost(host: string | undefined, bound: string): boolean {
  const [, name = ""] = /^(\[[\da-f:.]+\]|[^:[\]]+)(?::\d{1,5})?$/i.exec(host?.toLowerCase() ?? "") ?? [];
  if (name === "") return false;
  if (LOOPBACK.includes(name)) return true;
  const plain = name.replace(/^\[(.*)\]$/, "$1");
  if (isLoopback(bound)) return isLoopback(plain);
  return plain === bound.toLowerCase() || isIP(plain) !== 0;
}

/** Whether a request is sent to a host of the server, and not by a page of another one. */
export function isFromHere({ host, origin, site }: RequestOrigin, bound: string): boolean {
  if (!isOwnHost(host, bound)) return false;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase()}`) return false;
  return site === undefined || site === "same-origin" || site === "none";
}
