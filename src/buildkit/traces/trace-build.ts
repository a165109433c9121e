import { isError } from "../../errors/index.js";
import type { Environment } from "../../oci/registry/http/proxied-fetch.js";
import { withTrace } from "../transport/call-trace.js";
import type { GrpcChannel } from "../transport/index.js";
import { sendToCollector, sendToDaemon } from "./send-spans.js";
import type { TelemetrySpan } from "./telemetry.js";
import { readTraceSettings, type TraceSettings } from "./trace-settings.js";

/** How long the daemon is given to take what it may do without, milliseconds. */
const daemonTimeout = 2_000;

/** What is traced. */
export interface TracedWork {
  /** `build` or `bake`, the span's name. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly env: Environment;
  /** Told why spans are not exported. */
  readonly onWarning: ((message: string) => void) | undefined;
}

/**
 * Runs work as a span of the trace that the environment names, or of a new one. The daemons' own spans belong to it, and
 * get it to keep with theirs; a collector gets it where the environment names one. What becomes of the span never makes
 * the work fail.
 */
export async function traceBuild<Result>(work: TracedWork, run: () => Promise<Result>): Promise<Result> {
  const { name, attributes, env, onWarning } = work;
  const settings = readTraceSettings(env);
  if (settings.problem !== undefined) onWarning?.(settings.problem);
  const resource = resourceOf(env);
  const span = await startSpan({ name, attributes, resource, from: settings }, onWarning);
  if (span === undefined) return run();
  const channels = new Set<GrpcChannel>();
  const trace = { fields: span.fields, onCall: (channel: GrpcChannel) => void channels.add(channel) };
  let failure: Error | undefined;
  try {
    return await withTrace(trace, run);
  } catch (reason) {
    failure = isError(reason) ? reason : new Error(String(reason));
    throw reason;
  } finally {
    span.end(failure);
    await send(span, channels, settings, env);
  }
}

async function startSpan(
  setting: ConstructorParameters<typeof TelemetrySpan>[0],
  onWarning: TracedWork["onWarning"],
): Promise<TelemetrySpan | undefined> {
  try {
    const { TelemetrySpan } = await import("./telemetry.js");
    return new TelemetrySpan(setting);
  } catch (reason) {
    if (!isError(reason) || !("code" in reason) || reason.code !== "ERR_MODULE_NOT_FOUND") throw reason;
    // Optional peers of the library; the command has them in itself.
    onWarning?.(`no traces are exported: ${reason.message}`);
    return undefined;
  }
}

/** Collectors that do not answer are not told of, as with Buildx. */
async function send(
  span: TelemetrySpan,
  channels: ReadonlySet<GrpcChannel>,
  { collector }: TraceSettings,
  env: Environment,
): Promise<void> {
  const spans = span.encode("protobuf");
  if (spans === undefined) return;
  const sending = [...channels].map((channel) => sendToDaemon(channel, spans, daemonTimeout));
  if (collector !== undefined) {
    const wanted = collector.protocol === "http/json" ? span.encode("json") : spans;
    sending.push(sendToCollector(wanted ?? spans, collector, env));
  }
  await Promise.allSettled(sending);
}

/** `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`; Buildx's name, by which its traces are found, unless one is given. */
function resourceOf(env: Environment): Readonly<Record<string, string>> {
  const given = (env.OTEL_RESOURCE_ATTRIBUTES ?? "").split(",").flatMap((pair): [string, string][] => {
    const at = pair.indexOf("=");
    return at <= 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]];
  });
  const { OTEL_SERVICE_NAME: name } = env;
  return {
    "service.name": "buildx",
    ...Object.fromEntries(given),
    ...(name ? { "service.name": name } : {}),
  };
}
