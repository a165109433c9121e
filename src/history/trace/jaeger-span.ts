import { stringifyLikeGo } from "../../util/go-json.js";
import { fieldOf } from "../../util/json-value.js";
import { parseRfc3339 } from "../../util/rfc3339.js";
import type { JaegerLog, JaegerProcess, JaegerReference, JaegerSpan, JaegerTag } from "./jaeger-types.js";

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const NO_TRACE = "0".repeat(32);
const NO_SPAN = "0".repeat(16);

/** A span as the daemon stores it (OpenTelemetry's own JSON) in Jaeger's terms; what is missing or odd is left empty. */
export function jaegerSpan(span: unknown, processID: string): JaegerSpan {
  const context = fieldOf(span, "SpanContext");
  const start = timeOf(fieldOf(span, "StartTime"));
  const flags = Number.parseInt(text(fieldOf(context, "TraceFlags")), 16) || 0;
  const logs = listOf(fieldOf(span, "Events")).map(logOf);
  return {
    traceID: text(fieldOf(context, "TraceID")) || NO_TRACE,
    spanID: text(fieldOf(context, "SpanID")) || NO_SPAN,
    ...(flags === 0 ? {} : { flags }),
    operationName: text(fieldOf(span, "Name")),
    references: [
      ...listOf(fieldOf(span, "Links")).map((link) =>
        referenceTo("FOLLOWS_FROM", fieldOf(link, "SpanContext")),
      ),
      referenceTo("CHILD_OF", fieldOf(span, "Parent")),
    ],
    startTime: microseconds(start),
    duration: microseconds(timeOf(fieldOf(span, "EndTime")) - start),
    tags: [
      ...tagsOf(fieldOf(span, "Attributes")),
      ...libraryTags(span),
      ...kindTags(span),
      ...statusTags(span),
    ],
    logs: logs.length === 0 ? null : logs,
    processID,
    warnings: null,
  };
}

/** Who did the work of a span. */
export function jaegerProcess(span: unknown): JaegerProcess {
  const all = tagsOf(fieldOf(span, "Resource"));
  const tags = all.filter(({ key }) => key !== "service.name");
  const name = all.find(({ key }) => key === "service.name")?.value;
  return { serviceName: name ? String(name) : "unknown_service", tags: tags.length === 0 ? null : tags };
}

function referenceTo(refType: JaegerReference["refType"], context: unknown): JaegerReference {
  return {
    refType,
    traceID: text(fieldOf(context, "TraceID")) || NO_TRACE,
    spanID: text(fieldOf(context, "SpanID")) || NO_SPAN,
  };
}

function libraryTags(span: unknown): JaegerTag[] {
  const library = fieldOf(span, "InstrumentationScope") ?? fieldOf(span, "InstrumentationLibrary");
  const [name, version] = [text(fieldOf(library, "Name")), text(fieldOf(library, "Version"))];
  if (name === "") return [];
  const tag = stringTag("otel.library.name", name);
  return version === "" ? [tag] : [tag, stringTag("otel.library.version", version)];
}

function kindTags(span: unknown): JaegerTag[] {
  const kind = KINDS[Number(fieldOf(span, "SpanKind") ?? 0)] ?? "unspecified";
  return kind === "internal" ? [] : [stringTag("span.kind", kind)];
}

/** The code is a number in some versions and a word in others. */
function statusTags(span: unknown): JaegerTag[] {
  const status = fieldOf(span, "Status");
  const code = fieldOf(status, "Code");
  const description = text(fieldOf(status, "Description"));
  const told = description === "" ? [] : [stringTag("otel.status_description", description)];
  if (code === 2 || code === "Ok") return [stringTag("otel.status_code", "OK"), ...told];
  if (code !== 1 && code !== "Error") return [];
  return [{ key: "error", type: "bool", value: true }, stringTag("otel.status_code", "ERROR"), ...told];
}

function logOf(event: unknown): JaegerLog {
  const name = text(fieldOf(event, "Name"));
  const dropped = Number(fieldOf(event, "DroppedAttributeCount") ?? 0);
  return {
    timestamp: microseconds(timeOf(fieldOf(event, "Time"))),
    fields: [
      ...(name === "" ? [] : [stringTag("event", name)]),
      ...tagsOf(fieldOf(event, "Attributes")),
      ...(dropped > 0
        ? [{ key: "otel.event.dropped_attributes_count", type: "int64", value: dropped } as const]
        : []),
    ],
  };
}

function tagsOf(attributes: unknown): JaegerTag[] {
  return listOf(attributes).flatMap((attribute) => {
    const holder = fieldOf(attribute, "Value");
    const tag = typedValue(text(fieldOf(holder, "Type")), fieldOf(holder, "Value"));
    return tag === undefined ? [] : [{ key: text(fieldOf(attribute, "Key")), ...tag }];
  });
}

function typedValue(type: string, value: unknown): Omit<JaegerTag, "key"> | undefined {
  switch (type) {
    case "STRING":
      return { type: "string", value: text(value) };
    case "BOOL":
      return { type: "bool", value: value === true };
    case "INT64":
      return { type: "int64", value: Number(value) || 0 };
    case "FLOAT64":
      return { type: "float64", value: Number(value) || 0 };
    case "BOOLSLICE":
    case "INT64SLICE":
    case "FLOAT64SLICE":
    case "STRINGSLICE":
      return { type: "string", value: stringifyLikeGo(value ?? null) };
    default:
      return undefined;
  }
}

function stringTag(key: string, value: string): JaegerTag {
  return { key, type: "string", value };
}

function timeOf(value: unknown): bigint {
  return parseRfc3339(text(value)) ?? 0n;
}

function microseconds(nanos: bigint): number {
  return Number(nanos / 1_000n);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
