import { basename, resolve } from "node:path";
import type { MetadataInit, MethodHandler, ServiceTable } from "../transport/types.js";
import { createBuildKitId } from "./buildkit-id.js";

/** What a session serves, and how the daemon may recognise its directories later. */
export interface SessionOptions {
  /** See {@link sessionSharedKey}; empty for a session without local directories. */
  readonly sharedKey: string;
  readonly services: readonly ServiceTable[];
}

/** A session that can be opened with `GrpcChannel.openSession`. */
export interface Session {
  /** Goes into the solve request. */
  readonly id: string;
  readonly metadata: MetadataInit;
  readonly services: ServiceTable;
}

/** Served by the transport itself. */
const healthMethods = ["Check", "List", "Watch"].map((name) => `/grpc.health.v1.Health/${name}`);

/** Assembles a session. When two tables serve a method the later one does. */
export function createSession(options: SessionOptions): Session {
  const id = createBuildKitId();
  const services = new Map<string, MethodHandler>(options.services.flatMap((table) => [...table]));
  const metadata = {
    "x-docker-expose-session-uuid": id,
    "x-docker-expose-session-sharedkey": toAscii(options.sharedKey),
    "x-docker-expose-session-grpc-method": [...services.keys(), ...healthMethods],
  };
  return { id, metadata, services };
}

/**
 * The key under which the daemon keeps what it was sent of a local context, so that the next build sends changes only:
 * the directory's name and the client's node identifier (the content of Buildx's `.buildNodeID`).
 */
export function sessionSharedKey(contextDirectory: string, nodeIdentifier: string): string {
  const absolute = resolve(contextDirectory);
  return `${basename(absolute) || absolute}:${nodeIdentifier}`;
}

/** Header values are printable ASCII; a directory may have any name. */
function toAscii(text: string): string {
  return Array.from(Buffer.from(text), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`,
  ).join("");
}
