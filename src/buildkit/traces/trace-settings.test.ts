import { describe, expect, test } from "vitest";
import { asksForTraces, readTraceSettings } from "./trace-settings.js";

describe("traces are asked for", () => {
  test.each<[boolean, NodeJS.ProcessEnv]>([
    [false, {}],
    [false, { TRACEPARENT: "", OTEL_EXPORTER_OTLP_ENDPOINT: "" }],
    [false, { OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "http://c" }],
    [false, { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc", OTEL_SERVICE_NAME: "x" }],
    [true, { TRACEPARENT: "00-1-2-01" }],
    [true, { OTEL_TRACES_EXPORTER: "otlp" }],
    [true, { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c" }],
    [true, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c" }],
  ])("%s: %j", (asked, env) => {
    expect(asksForTraces(env)).toBe(asked);
  });
});

describe("the collector", () => {
  const base = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:9/" };
  const http = { OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" };
  test.each<[NodeJS.ProcessEnv, string, string]>([
    [{ OTEL_TRACES_EXPORTER: "otlp" }, "grpc", "http://localhost:4317/"],
    [{ OTEL_TRACES_EXPORTER: "otlp", ...http }, "http/protobuf", "http://localhost:4318/v1/traces"],
    [base, "grpc", "http://c:9/"],
    [{ ...base, ...http }, "http/protobuf", "http://c:9/v1/traces"],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "https://c/a/b", ...http }, "http/protobuf", "https://c/a/b/v1/traces"],
    [{ ...base, ...http, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://t" }, "http/protobuf", "http://t/"],
    [
      { ...base, ...http, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json" },
      "http/json",
      "http://c:9/v1/traces",
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "c:4317" }, "grpc", "https://c:4317/"],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "c:4317", OTEL_EXPORTER_OTLP_INSECURE: "true" },
      "grpc",
      "http://c:4317/",
    ],
  ])("%j", (env, protocol, url) => {
    const { collector, problem } = readTraceSettings(env);
    expect({ problem, protocol: collector?.protocol, url: collector?.url.href }).toEqual({
      problem: undefined,
      protocol,
      url,
    });
  });

  test("has headers, a time limit and certificates, those of traces before those of all", () => {
    const { collector } = readTraceSettings({
      ...base,
      OTEL_EXPORTER_OTLP_HEADERS: "a=1",
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: " B = x%2Cy , bad, =z, c=%zz",
      OTEL_EXPORTER_OTLP_TIMEOUT: "700",
      OTEL_EXPORTER_OTLP_CERTIFICATE: "/ca",
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: "/cert",
      OTEL_EXPORTER_OTLP_CLIENT_KEY: "/key",
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: "gzip",
    });
    expect(collector).toMatchObject({
      headers: { b: "x,y", c: "%zz" },
      timeout: 700,
      gzip: true,
      ca: "/ca",
      certificate: { cert: "/cert", key: "/key" },
    });
  });

  test.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ OTEL_TRACES_EXPORTER: "jaeger", ...base }, /OTEL_TRACES_EXPORTER is "jaeger"/],
    [{ ...base, OTEL_EXPORTER_OTLP_PROTOCOL: "thrift" }, /"thrift" is none of/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "ftp://c", ...http }, /no URL of http or https/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "::bad", ...http }, /no URL of http or https/],
  ])("%j is told of", (env, problem) => {
    expect(readTraceSettings(env)).toMatchObject({
      collector: undefined,
      problem: expect.stringMatching(problem),
    });
  });

  test.each(["0", "-1", "soon", "1e12"])("a time limit of %s is that of OpenTelemetry", (timeout) => {
    const { collector } = readTraceSettings({ ...base, OTEL_EXPORTER_OTLP_TIMEOUT: timeout });
    expect(collector?.timeout).toBe(10_000);
  });
});
