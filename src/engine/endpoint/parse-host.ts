import { SlipwayError } from "../../errors/index.js";

const DEFAULT_SOCKET = "/var/run/docker.sock";
const DEFAULT_PIPE = "//./pipe/docker_engine";
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/** Where a docker host URL leads. */
export type HostAddress =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "tcp"; readonly hostname: string; readonly port: number }
  | {
      readonly kind: "ssh";
      readonly hostname: string;
      readonly user?: string;
      readonly port?: string;
      /** The engine's socket on the other machine, when it is not the default. */
      readonly socket?: string;
    };

/** A docker host URL in full, with the address it stands for. */
export interface ParsedHost {
  /** As Docker normalizes it; without a password. */
  readonly url: string;
  readonly address: HostAddress;
}

/** The host that is used when nothing names one. */
export function defaultHost(platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? `npipe://${DEFAULT_PIPE}` : `unix://${DEFAULT_SOCKET}`;
}

/**
 * Parses a docker host as `docker --host` does: unix, npipe, tcp (the scheme may be left out) and ssh.
 *
 * @param tls whether a TCP port that is not given is the TLS one
 * @throws SlipwayError `invalid-argument`, worded as the Docker CLI words it.
 */
export function parseHost(host: string, tls = false): ParsedHost {
  const text = host.trim();
  if (text === "") return parseHost(defaultHost());
  const separator = text.indexOf("://");
  const scheme = separator < 0 ? "tcp" : text.slice(0, separator);
  const rest = separator < 0 ? text : text.slice(separator + 3);
  switch (scheme) {
    case "unix":
      return pathHost(scheme, rest, rest || DEFAULT_SOCKET, rest || DEFAULT_SOCKET);
    case "npipe":
      return pathHost(scheme, rest, rest || DEFAULT_PIPE, (rest || DEFAULT_PIPE).replaceAll("/", "\\"));
    case "tcp":
      return tcpHost(rest, tls);
    case "ssh":
      return sshHost(text);
    default:
      throw invalid(`invalid bind address format: ${withoutPassword(text)}`);
  }
}

function pathHost(scheme: string, given: string, shown: string, path: string): ParsedHost {
  if (given.includes("://")) throw invalid(`invalid ${scheme} address: ${given}`);
  return { url: `${scheme}://${shown}`, address: { kind: "path", path } };
}

function tcpHost(rest: string, tls: boolean): ParsedHost {
  const shown = withoutPassword(`tcp://${rest}`);
  // Without a name it is this machine.
  const url = parseUrl(`http://${/^($|[:/])/.test(rest) ? "localhost" : ""}${rest}`, shown);
  const port = explicitPort(rest) ?? (tls ? TLS_PORT : PLAIN_PORT);
  if (url.hostname === "" || url.username !== "") throw invalid(`invalid bind address format: ${shown}`);
  const path = url.pathname === "/" ? "" : url.pathname;
  return {
    url: `tcp://${url.hostname}:${port}${path}`,
    address: { kind: "tcp", hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"), port },
  };
}

/** URL drops a port that is its scheme's default, so the port is read from the text. */
function explicitPort(rest: string): number | undefined {
  const port = /^(?:\[[^\]]*\]|[^/:]*):(\d+)(?:\/|$)/.exec(rest)?.[1];
  return port === undefined ? undefined : Number(port);
}

function sshHost(text: string): ParsedHost {
  const shown = withoutPassword(text);
  const url = parseUrl(text, shown);
  if (url.password !== "") throw invalid(`invalid SSH URL ${shown}: plain-text password is not supported`);
  if (url.hostname === "") throw invalid(`invalid SSH URL ${shown}: hostname is empty`);
  if (url.search !== "") throw invalid(`invalid SSH URL ${shown}: query parameters are not allowed`);
  if (url.hash !== "") throw invalid(`invalid SSH URL ${shown}: fragments are not allowed`);
  // ssh would take a host or user that starts with a dash for an option.
  if (url.hostname.startsWith("-") || url.username.startsWith("-")) throw invalid(`invalid SSH URL ${shown}`);
  const socket = /^\/+$/.test(url.pathname) ? "" : decodeURIComponent(url.pathname);
  return {
    url: shown,
    address: {
      kind: "ssh",
      hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
      ...(url.username !== "" && { user: decodeURIComponent(url.username) }),
      ...(url.port !== "" && { port: url.port }),
      ...(socket !== "" && { socket }),
    },
  };
}

function parseUrl(text: string, shown: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    // The cause would quote the password that `shown` leaves out.
    throw invalid(`invalid bind address format: ${shown}`, text.includes("@") ? undefined : cause);
  }
}

function withoutPassword(url: string): string {
  return url.replace(/^([^/]*:\/\/[^/@:]*):[^/@]*@/, "$1@");
}

function invalid(message: string, cause?: unknown): SlipwayError {
  return new SlipwayError("invalid-argument", message, {
    cause,
    hint: "an engine's address has the form unix:///path, tcp://host:port or ssh://user@host",
  });
}
