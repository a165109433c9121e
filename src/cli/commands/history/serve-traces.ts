import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SlipwayError, systemErrorText } from "../../../errors/index.js";
import type { JaegerTrace } from "../../../index.js";
import { stringifyLikeGo } from "../../../util/go-json.js";
import { tracePage } from "./trace-page.js";

/** How traces are served. */
export interface ServeTracesOptions {
  /** `HOST:PORT`; port 0 for any that is free. */
  readonly addr: string;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told of the page's address. */
  readonly onListening: (url: string) => Promise<void>;
}

/**
 * Serves a page with the traces, and under `/api/traces/ID` each as JSON, until the signal aborts.
 *
 * @throws SlipwayError `invalid-argument`, `io-error` when the address cannot be had.
 */
export async function serveTraces(
  traces: readonly JaegerTrace[],
  { addr, signal, onListening }: ServeTracesOptions,
): Promise<void> {
  const { host, port } = parseAddress(addr);
  const server = createServer((request, response) => answer(request, response, traces));
  server.listen(port, host);
  await once(server, "listening").catch((reason: unknown) => {
    const why = reason instanceof Error ? systemErrorText(reason) : String(reason);
    throw new SlipwayError("io-error", `listen tcp ${addr}: bind: ${why}`, { cause: reason });
  });
  const path = `/trace/${traces.map(({ traceID }) => traceID).join("...")}`;
  const closed = once(server, "close");
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  await onListening(`http://${addressText(server.address())}${path}`);
  await closed;
}

function parseAddress(addr: string): { readonly host: string; readonly port: number } {
  const [, host = "", port = ""] = /^(.*):(\d*)$/.exec(addr) ?? [];
  if (port === "" || Number(port) > 65_535) {
    throw new SlipwayError("invalid-argument", `listen tcp: address ${addr}: missing port in address`);
  }
  return { host: host.replace(/^\[(.*)\]$/, "$1") || "::", port: Number(port) };
}

function addressText(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") return address ?? "";
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `${host}:${address.port}`;
}

/** As Buildx does, all of the interface for programs is sent as text. */
function answer(request: IncomingMessage, response: ServerResponse, traces: readonly JaegerTrace[]): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const send = (status: number, type: string, body: string) => {
    response.writeHead(status, {
      "content-type": `${type}; charset=utf-8`,
      "x-content-type-options": "nosniff",
    });
    response.end(request.method === "HEAD" ? "" : body);
  };
  if (request.method !== "GET" && request.method !== "HEAD") {
    send(405, "text/plain", "method not allowed\n");
    return;
  }
  if (!url.pathname.startsWith("/api/")) {
    send(200, "text/html", tracePage(traces));
    return;
  }
  if (url.pathname === "/api/services") {
    send(200, "text/plain", stringifyLikeGo({ data: [], total: 0 }));
    return;
  }
  const wanted = [...namedTraces(url)];
  const missing = wanted.find((id) => !traces.some(({ traceID }) => traceID === id));
  if (wanted.length === 0 || missing !== undefined) {
    send(404, "text/plain", `trace ${missing ?? ""} not found: file does not exist\n`);
    return;
  }
  const data = wanted.flatMap((id) => traces.filter(({ traceID }) => traceID === id));
  send(200, "text/plain", stringifyLikeGo({ data }, 2));
}

function namedTraces({ pathname, searchParams }: URL): readonly string[] {
  const id = /^\/api\/traces\/([^/]+)$/.exec(pathname)?.[1];
  return id === undefined ? searchParams.getAll("traceID") : [id];
}
