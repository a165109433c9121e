import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import type { PodAddress } from "../kubernetes/pods/dial-pod.js";
import { dockerExecCommand, sshDialCommand } from "./commands.js";
import { podAddress } from "./pod-address.js";

/** Where a daemon is and how it is reached. */
export type RemoteAddress =
  /** A unix socket or a named pipe. */
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "tcp"; readonly hostname: string; readonly port: number }
  | ({ readonly kind: "pod"; readonly hostname: string } & PodAddress)
  /** A program whose standard input and output are the connection. */
  | { readonly kind: "command"; readonly command: readonly [string, ...string[]]; readonly hostname: string };

const schemes = ["docker-container", "kube-pod", "npipe", "ssh", "tcp", "unix"];

/** True for a text that begins as an endpoint of this driver does. */
export function hasRemoteScheme(endpoint: string): boolean {
  return schemes.includes(schemeOf(endpoint));
}

/** Checks what `create` is given. Throws `invalid-argument` with Buildx's wording. */
export function checkRemoteScheme(endpoint: string): void {
  if (/%(?![0-9a-f]{2})/i.test(endpoint.replace(/^[^:]*:\/\/[^/]*@/, ""))) {
    const shown = withoutPassword(endpoint);
    throw invalid(
      `failed to parse endpoint ${shown}: it has a % that is not followed by two hexadecimal digits`,
    );
  }
  if (!hasRemoteScheme(endpoint)) throw invalid(`unrecognized url scheme ${schemeOf(endpoint)}`);
}

/** Reads an endpoint. Throws `invalid-argument` that says what it lacks. */
export function parseRemoteEndpoint(endpoint: string): RemoteAddress {
  checkRemoteScheme(endpoint);
  const scheme = schemeOf(endpoint);
  const rest = endpoint.slice(scheme.length + 1).replace(/^\/\//, "");
  if (scheme === "unix" || scheme === "npipe") return pathAddress(scheme, rest);
  const url = parseUrl(endpoint);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  switch (scheme) {
    case "tcp":
      return tcpAddress(url, hostname, endpoint);
    case "ssh":
      return { kind: "command", command: sshDialCommand(url, hostname), hostname };
    case "docker-container":
      return { kind: "command", command: dockerExecCommand(url), hostname };
    default:
      return { kind: "pod", hostname, ...podAddress(url) };
  }
}

/** The `:authority` of requests to the daemon; undefined where the endpoint has no host. */
export function authorityOf(address: RemoteAddress): string | undefined {
  if (address.kind === "path") return undefined;
  const { hostname } = address;
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return address.kind === "tcp" ? `${host}:${address.port}` : host || undefined;
}

/** An endpoint as messages may show it. */
export function withoutPassword(endpoint: string): string {
  return endpoint.replace(/^([^/]*:\/\/[^/@:]*):[^/@]*@/, "$1@");
}

function schemeOf(endpoint: string): string {
  return /^([a-z][a-z0-9+.-]*):/i.exec(endpoint)?.[1]?.toLowerCase() ?? "";
}

function pathAddress(scheme: string, path: string): RemoteAddress {
  if (path === "") throw invalid(`${scheme} endpoint lacks a path`);
  return { kind: "path", path: scheme === "npipe" ? path.replaceAll("/", "\\") : path };
}

function tcpAddress(url: URL, hostname: string, endpoint: string): RemoteAddress {
  if (hostname === "") throw invalid(`endpoint ${withoutPassword(endpoint)} lacks a host`);
  if (url.port === "") throw invalid(`endpoint ${withoutPassword(endpoint)} lacks a port`);
  return { kind: "tcp", hostname, port: Number(url.port) };
}

function parseUrl(endpoint: string): URL {
  try {
    return new URL(endpoint);
  } catch {
    // The error would quote a password.
    throw invalid(
      `failed to parse endpoint ${withoutPassword(endpoint)}: ${quoteGo(schemeOf(endpoint))} needs a host`,
    );
  }
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", message, {
    hint: "a remote builder is at tcp://HOST:PORT, unix:///PATH, npipe:////./pipe/NAME, ssh://[USER@]HOST[:PORT], docker-container://NAME or kube-pod://POD",
  });
}
