import { type Context, context, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace-base";
import type { CallTrace } from "../transport/call-trace.js";
import type { TraceSettings } from "./trace-settings.js";

/** What a span is made of. */
export interface SpanSetting {
  /** `build` or `bake`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes of the resource: `service.name` and others. */
  readonly resource: Readonly<Record<string, string>>;
  readonly from: Pick<TraceSettings, "traceparent" | "tracestate">;
}

/** A span that runs, by OpenTelemetry's own packages; the one module that loads them. */
export class TelemetrySpan {
  /** What goes to the daemon with each call. */
  readonly fields: CallTrace["fields"];
  readonly #span: Span;
  readonly #ended: ReadableSpan[] = [];

  constructor({ name, attributes, resource, from }: SpanSetting) {
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes(resource),
      spanProcessors: [
        {
          onStart: () => {},
          onEnd: (span) => void this.#ended.push(span),
          forceFlush: () => Promise.resolve(),
          shutdown: () => Promise.resolve(),
        },
      ],
    });
    const propagator = new W3CTraceContextPropagator();
    const parent = propagator.extract(ROOT_CONTEXT, from, {
      keys: (carrier) => Object.keys(carrier),
      get: (carrier, key) => (key === "traceparent" ? carrier.traceparent : carrier.tracestate),
    });
    this.#span = provider.getTracer("").startSpan(name, { attributes }, parent);
    this.fields = fieldsOf(propagator, trace.setSpan(context.active(), this.#span));
  }

  /** Ends the span, with the error that it ended in if any. */
  end(failure: Error | undefined): void {
    if (failure !== undefined) {
      this.#span.recordException(failure);
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
    }
    this.#span.end();
  }

  /** The spans that have ended, as a collector takes them; undefined where the caller's trace is not sampled. */
  encode(format: "json" | "protobuf"): Uint8Array | undefined {
    const serializer = format === "json" ? JsonTraceSerializer : ProtobufTraceSerializer;
    return this.#ended.length === 0 ? undefined : serializer.serializeRequest(this.#ended);
  }
}

function fieldsOf(propagator: W3CTraceContextPropagator, of: Context): CallTrace["fields"] {
  const fields: Record<string, string> = {};
  propagator.inject(of, fields, {
    set: (carrier, key, value) => {
      carrier[key] = value;
    },
  });
  return fields;
}
