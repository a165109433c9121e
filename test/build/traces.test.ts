import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import {
  contextDirectory,
  createBuilder,
  onCleanup,
  programEnvironment,
  type RunResult,
  runBuildx,
  runSlipway,
  serve,
} from "../support/index.js";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const caller = "00f067aa0ba902b7";
const trace = { TRACEPARENT: `00-${traceId}-${caller}-01`, TRACESTATE: "vendor=1" };

let builder: string;
let context: string;
beforeAll(async () => {
  builder = await createBuilder("traces");
  context = contextDirectory({
    Dockerfile: "FROM scratch\nCOPY Dockerfile /\n",
    "docker-bake.json": '{"target":{"default":{}}}',
  });
});

type Run = typeof runSlipway;
const build = (run: Run, env: NodeJS.ProcessEnv, ...args: string[]): Promise<RunResult> =>
  run(["build", "--builder", builder, ...args, context], { env });

/** What a collector was sent. */
interface Received {
  readonly path: string | undefined;
  readonly type: string | undefined;
  readonly key: unknown;
  readonly body: Buffer;
}

async function httpCollector(): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const url = await serve(async (request, response) => {
    const { url: path, headers } = request;
    const sent = await buffer(request);
    const body = headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
    received.push({ path, type: headers["content-type"], key: headers["x-key"], body });
    response.writeHead(200, { "Content-Type": String(headers["content-type"]) }).end();
  });
  return { url, received };
}

async function grpcCollector(): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createHttp2Server();
  server.on("stream", (stream, headers) => {
    void buffer(stream).then((body) => {
      const { ":path": path, "content-type": type, "x-key": key } = headers;
      received.push({ path, type, key, body });
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      // The length of an empty message.
      stream.end(Buffer.alloc(5));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onCleanup(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** The span that has the caller's for its parent, as OTLP has it on the wire: ids, then what it is called. */
function expectSpan(bodies: readonly Buffer[], name: string): void {
  const whole = Buffer.concat(bodies);
  const parent = Buffer.concat([Buffer.from([0x22, 8]), Buffer.from(caller, "hex")]);
  const called = Buffer.concat([Buffer.from([0x2a, name.length]), Buffer.from(name)]);
  for (const part of [Buffer.from(traceId, "hex"), parent, called, Buffer.from("buildx")])
    expect(whole.includes(part), part.toString("hex")).toBe(true);
}

test.each<[string, Run]>([
  ["Slipway", runSlipway],
  ["docker-buildx", runBuildx],
])("%s sends its spans to a collector, as parts of the caller's trace", async (_name, run) => {
  const { url, received } = await httpCollector();
  const env = {
    ...trace,
    OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/base`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b,other=1",
  };
  expect((await build(run, env)).code).toBe(0);
  expect(received[0]).toMatchObject({
    path: "/base/v1/traces",
    type: "application/x-protobuf",
    key: "a b",
  });
  expectSpan(
    received.map(({ body }) => body),
    "build",
  );

  const grpc = await grpcCollector();
  const byDefault = {
    ...trace,
    OTEL_EXPORTER_OTLP_ENDPOINT: grpc.url,
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=k",
  };
  expect((await build(run, byDefault)).code).toBe(0);
  expect(grpc.received[0]).toMatchObject({
    path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    type: "application/grpc",
    key: "k",
  });
  expectSpan(
    grpc.received.map(({ body }) => body),
    "build",
  );

  // The display comes to its end, too.
  const { stderr } = await build(run, trace, "--progress", "plain");
  expect(stderr).toContain("COPY Dockerfile /");
  expect(stderr).toContain("WARNING: No output specified");

  const { stdout } = await runSlipway(["history", "trace", "--builder", builder]);
  const [{ traceID, spans, processes }] = JSON.parse(stdout).data;
  expect(traceID).toBe(traceId);
  const own = spans.find(({ operationName }: { operationName: string }) => operationName === "build");
  expect(own.references).toContainEqual({ refType: "CHILD_OF", traceID: traceId, spanID: caller });
  expect(processes[own.processID].serviceName).toBe("buildx");
  const names = spans.map(({ operationName }: { operationName: string }) => operationName);
  expect(names).toContain("moby.buildkit.v1.Control/Solve");
});

test("traces have an endpoint, headers, a protocol and a name of their own, and bake is one span", async () => {
  const { url, received } = await httpCollector();
  const env = {
    ...trace,
    OTEL_TRACES_EXPORTER: "otlp",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/mine`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: "X-Key=own",
    OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
    OTEL_SERVICE_NAME: "pipeline",
    OTEL_RESOURCE_ATTRIBUTES: "team=images",
  };
  const baked = await runSlipway(["bake", "--builder", builder], { env, cwd: context });
  expect(baked.code, baked.stderr).toBe(0);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ path: "/mine", type: "application/json", key: "own" });
  const [{ resource, scopeSpans }] = JSON.parse(received[0]?.body.toString() ?? "").resourceSpans;
  expect(resource.attributes).toEqual(
    expect.arrayContaining([
      { key: "service.name", value: { stringValue: "pipeline" } },
      { key: "team", value: { stringValue: "images" } },
    ]),
  );
  expect(scopeSpans[0].spans).toHaveLength(1);
  expect(scopeSpans[0].spans[0]).toMatchObject({ traceId, parentSpanId: caller, name: "bake" });
});

test.each<[string, NodeJS.ProcessEnv, RegExp]>([
  ["an exporter", { OTEL_TRACES_EXPORTER: "zipkin" }, /OTEL_TRACES_EXPORTER is "zipkin"/],
  [
    "a protocol",
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", OTEL_EXPORTER_OTLP_PROTOCOL: "soap" },
    /the OTLP protocol "soap" is none of/,
  ],
])("%s that there is not is told, and the build goes on", async (_what, env, warning) => {
  const { code, stderr } = await build(runSlipway, env);
  expect(code).toBe(0);
  expect(stderr).toMatch(warning);
});

test("a collector that is not there, a trace that is none and exporters that are off say nothing", async () => {
  const quiet = async (env: NodeJS.ProcessEnv) => {
    const { code, stderr } = await build(runSlipway, env, "--quiet");
    expect({ code, lines: stderr.trim().split("\n") }, stderr).toMatchObject({
      code: 0,
      lines: { length: 1 },
    });
  };
  const { url, received } = await httpCollector();
  await quiet({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", OTEL_EXPORTER_OTLP_TIMEOUT: "500" });
  await quiet({ TRACEPARENT: "garbage" });
  await quiet({ OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: url });
  expect(received).toEqual([]);
});

test("what is not sampled is not sent", async () => {
  const { url, received } = await httpCollector();
  const env = {
    TRACEPARENT: `00-${traceId}-${caller}-00`,
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
  };
  expect((await build(runSlipway, env)).code).toBe(0);
  expect(received).toEqual([]);
  expect(Object.keys(programEnvironment())).not.toContain("TRACEPARENT");
});
