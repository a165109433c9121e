import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { discardBody } from "../../oci/registry/http/http-answer.js";
import { type Environment, proxiedFetch, type TlsSettings } from "../../oci/registry/http/proxied-fetch.js";
import { type GrpcChannel, openChannel } from "../transport/index.js";
import type { CollectorSettings } from "./trace-settings.js";

const exportMethod = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/** Hands spans to the daemon, which keeps them with its own of the same trace; rejects when it does not take them in time. */
export async function sendToDaemon(channel: GrpcChannel, spans: Uint8Array, timeout: number): Promise<void> {
  await within(timeout, (signal) => channel.unary(exportMethod, spans, { signal }));
}

/** A timer of its own keeps the process, which an idle connection and AbortSignal.timeout do not. */
async function within<Result>(
  timeout: number,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error("timeout")), timeout);
  try {
    return await run(late.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Sends spans to a collector; rejects when it does not take them in time. */
export async function sendToCollector(
  spans: Uint8Array,
  settings: CollectorSettings,
  env: Environment,
): Promise<void> {
  const tls = await tlsOf(settings);
  await within(settings.timeout, (signal) =>
    settings.protocol === "grpc"
      ? sendByGrpc(spans, settings, tls, signal)
      : sendByHttp(spans, settings, proxiedFetch(env, tls), signal),
  );
}

async function sendByHttp(
  spans: Uint8Array,
  { protocol, url, headers, gzip: isPacked }: CollectorSettings,
  fetch: ReturnType<typeof proxiedFetch>,
  signal: AbortSignal,
): Promise<void> {
  const body = isPacked ? await promisify(gzip)(spans) : spans;
  const response = await fetch(url, {
    method: "POST",
    headers: {
      ...headers,
      "content-type": protocol === "http/json" ? "application/json" : "application/x-protobuf",
      "content-length": String(body.byteLength),
      ...(isPacked ? { "content-encoding": "gzip" } : {}),
    },
    body,
    signal,
  });
  discardBody(response);
  if (response.status >= 300) throw new Error(`the collector answers ${response.status}`);
}

async function sendByGrpc(
  spans: Uint8Array,
  { url, headers }: CollectorSettings,
  tls: TlsSettings | undefined,
  signal: AbortSignal,
): Promise<void> {
  const channel = openChannel(openStream(url, tls), { authority: url.host });
  try {
    await channel.unary(exportMethod, spans, { metadata: headers, signal });
  } finally {
    channel.close();
  }
}

function openStream({ protocol, hostname, port }: URL, tls: TlsSettings | undefined): Duplex {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol === "http:") return connect({ host, port: Number(port || 80) });
  return connectTls({
    host,
    port: Number(port || 443),
    servername: host,
    ALPNProtocols: ["h2"],
    ...(tls?.ca === undefined ? {} : { ca: [...tls.ca] }),
    ...tls?.certificate,
  });
}

async function tlsOf({ ca, certificate }: CollectorSettings): Promise<TlsSettings | undefined> {
  if (ca === undefined && certificate === undefined) return undefined;
  const read = (path: string) => readFile(path, "utf8");
  return {
    ...(ca === undefined ? {} : { ca: [await read(ca)] }),
    ...(certificate === undefined
      ? {}
      : { certificate: { cert: await read(certificate.cert), key: await read(certificate.key) } }),
  };
}
