import type { Environment } from "../../oci/registry/http/proxied-fetch.js";

/** How spans are sent to a collector (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). */
export interface CollectorSettings {
  readonly protocol: "grpc" | "http/protobuf" | "http/json";
  /** With its path, where the protocol is one over HTTP. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  readonly gzip: boolean;
  /** Files in PEM. */
  readonly ca: string | undefined;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
}

/** What the environment says of traces. */
export interface TraceSettings {
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
  /** Undefined where spans go to nobody but the daemon. */
  readonly collector: CollectorSettings | undefined;
  /** What was asked for and cannot be had. */
  readonly problem: string | undefined;
}

const defaultTimeout = 10_000;

/** Whether anything asks for traces; nothing of them is loaded otherwise. */
export function asksForTraces(env: Environment): boolean {
  return Boolean(env.TRACEPARENT) || wantsCollector(env);
}

function wantsCollector(env: Environment): boolean {
  const { OTEL_TRACES_EXPORTER: exporter } = env;
  if (exporter) return exporter !== "none";
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}

/** Reads the variables of OpenTelemetry that Buildx reads. */
export function readTraceSettings(env: Environment): TraceSettings {
  const trace = {
    traceparent: env.TRACEPARENT || undefined,
    tracestate: env.TRACESTATE || undefined,
  };
  if (!wantsCollector(env)) return { ...trace, collector: undefined, problem: undefined };
  const found = collectorOf(env);
  return typeof found === "string"
    ? { ...trace, collector: undefined, problem: found }
    : { ...trace, collector: found, problem: undefined };
}

/** The collector's settings, or what is wrong with them. */
function collectorOf(env: Environment): CollectorSettings | string {
  const exporter = env.OTEL_TRACES_EXPORTER || "otlp";
  if (exporter !== "otlp") {
    return `no traces are exported: OTEL_TRACES_EXPORTER is ${JSON.stringify(exporter)}, and only "otlp" and "none" are supported`;
  }
  const of = (name: string) => env[name.replace("OTLP_", "OTLP_TRACES_")] || env[name] || undefined;
  const protocol = of("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "grpc";
  if (!isProtocol(protocol)) {
    return `no traces are exported: the OTLP protocol ${JSON.stringify(protocol)} is none of "grpc", "http/protobuf" and "http/json"`;
  }
  const url = endpointOf(env, protocol, of("OTEL_EXPORTER_OTLP_INSECURE"));
  if (url === undefined) return "no traces are exported: the OTLP endpoint is no URL of http or https";
  const [cert, key] = [of("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"), of("OTEL_EXPORTER_OTLP_CLIENT_KEY")];
  const timeout = Number(of("OTEL_EXPORTER_OTLP_TIMEOUT") ?? defaultTimeout);
  return {
    protocol,
    url,
    headers: parseHeaders(of("OTEL_EXPORTER_OTLP_HEADERS") ?? ""),
    timeout: timeout > 0 && timeout < 2 ** 31 ? timeout : defaultTimeout,
    gzip: of("OTEL_EXPORTER_OTLP_COMPRESSION") === "gzip",
    ca: of("OTEL_EXPORTER_OTLP_CERTIFICATE"),
    certificate: cert === undefined || key === undefined ? undefined : { cert, key },
  };
}

function isProtocol(text: string): text is CollectorSettings["protocol"] {
  return ["grpc", "http/protobuf", "http/json"].includes(text);
}

/** The endpoint of all signals is a base for HTTP; that of traces is taken as it is. */
function endpointOf(
  env: Environment,
  protocol: CollectorSettings["protocol"],
  insecure: string | undefined,
): URL | undefined {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own, OTEL_EXPORTER_OTLP_ENDPOINT: base } = env;
  const isGrpc = protocol === "grpc";
  const text = own || base || (isGrpc ? "http://localhost:4317" : "http://localhost:4318");
  // gRPC's own form has no scheme.
  const scheme = insecure?.toLowerCase() === "true" ? "http" : "https";
  const whole = isGrpc && !text.includes("://") ? `${scheme}://${text}` : text;
  if (!URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  if (!["http:", "https:"].includes(url.protocol) || url.hostname === "") return undefined;
  if (!isGrpc && !own) url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/traces`;
  return url;
}

/** `NAME=VALUE,…` with values as in URLs; what is no such pair is left out. */
function parseHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(",").flatMap((pair): [string, string][] => {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim().toLowerCase();
    if (at < 0 || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return [];
    return [[name, decoded(pair.slice(at + 1).trim())]];
  });
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
