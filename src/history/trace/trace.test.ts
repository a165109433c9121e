import { describe, expect, test } from "vitest";
import { parseTrace } from "./build-trace.js";
import { jsonObjects } from "./json-objects.js";

const texts = (text: string) =>
  [...jsonObjects(Buffer.from(text))].map((part) => Buffer.from(part).toString());

test("objects one after the other are told apart, whatever their texts hold", () => {
  expect(texts('{"a":"}{"}\n{"b":{"c":"\\"}"}} x "q {}')).toEqual(['{"a":"}{"}', '{"b":{"c":"\\"}"}}', "{}"]);
});

test("an object that does not end is none", () => expect(texts('}}{"a":{}')).toEqual([]));

const span = {
  Name: "RUN make",
  SpanContext: { TraceID: "1".repeat(32), SpanID: "2".repeat(16), TraceFlags: "01" },
  Parent: { TraceID: "1".repeat(32), SpanID: "3".repeat(16) },
  SpanKind: 3,
  StartTime: "2026-01-01T00:00:00.000001999Z",
  EndTime: "2026-01-01T00:00:01Z",
  Attributes: [
    { Key: "s", Value: { Type: "STRING", Value: "x" } },
    { Key: "b", Value: { Type: "BOOL", Value: true } },
    { Key: "l", Value: { Type: "STRINGSLICE", Value: ["<"] } },
    { Key: "?", Value: { Type: "OTHER", Value: 1 } },
  ],
  Events: [{ Name: "e", Time: "2026-01-01T00:00:00Z", DroppedAttributeCount: 2 }],
  Links: [{ SpanContext: { TraceID: "4".repeat(32), SpanID: "5".repeat(16) } }],
  Status: { Code: "Error", Description: "exit 1" },
  Resource: [
    { Key: "service.name", Value: { Type: "STRING", Value: "buildkitd" } },
    { Key: "v", Value: { Type: "INT64", Value: 3 } },
  ],
  InstrumentationScope: { Name: "lib", Version: "1" },
};

describe("a trace", () => {
  test("is told in Jaeger's terms", () => {
    const trace = parseTrace(Buffer.from(JSON.stringify(span)), "r");
    expect(trace).toEqual({
      traceID: "1".repeat(32),
      warnings: null,
      processes: { p0: { serviceName: "buildkitd", tags: [{ key: "v", type: "int64", value: 3 }] } },
      spans: [
        {
          traceID: "1".repeat(32),
          spanID: "2".repeat(16),
          flags: 1,
          operationName: "RUN make",
          references: [
            { refType: "FOLLOWS_FROM", traceID: "4".repeat(32), spanID: "5".repeat(16) },
            { refType: "CHILD_OF", traceID: "1".repeat(32), spanID: "3".repeat(16) },
          ],
          startTime: 1_767_225_600_000_001,
          duration: 999_998,
          tags: [
            { key: "s", type: "string", value: "x" },
            { key: "b", type: "bool", value: true },
            { key: "l", type: "string", value: '["\\u003c"]' },
            { key: "otel.library.name", type: "string", value: "lib" },
            { key: "otel.library.version", type: "string", value: "1" },
            { key: "span.kind", type: "string", value: "client" },
            { key: "error", type: "bool", value: true },
            { key: "otel.status_code", type: "string", value: "ERROR" },
            { key: "otel.status_description", type: "string", value: "exit 1" },
          ],
          logs: [
            {
              timestamp: 1_767_225_600_000_000,
              fields: [
                { key: "event", type: "string", value: "e" },
                { key: "otel.event.dropped_attributes_count", type: "int64", value: 2 },
              ],
            },
          ],
          processID: "p0",
          warnings: null,
        },
      ],
    });
  });

  test("of odd spans is read as far as it goes", () => {
    const { spans } = parseTrace(Buffer.from('{}{"Name":1,"Attributes":{},"Events":[null]}'), "r");
    expect(spans.map(({ operationName }) => operationName)).toEqual(["", ""]);
  });

  test("that is damaged is an error that names the build", () => {
    expect(() => parseTrace(Buffer.from("{oops}"), "abc")).toThrow("the trace of build abc is damaged");
  });

  test("without a span is none", () => {
    expect(() => parseTrace(Buffer.from("[]"), "abc")).toThrow("no trace data");
  });
});
