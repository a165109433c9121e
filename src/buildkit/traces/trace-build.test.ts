import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { METHOD, withServer } from "../../../test/support/transport/grpc-calls.js";
import { traceBuild } from "./trace-build.js";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const env = { TRACEPARENT: `00-${traceId}-00f067aa0ba902b7-01`, TRACESTATE: "vendor=1" };
const work = { name: "build", attributes: { builder: "b" }, env, onWarning: undefined };
const exportMethod = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

const servers: (() => void)[] = [];
afterEach(() => {
  for (const close of servers.splice(0)) close();
});

async function collector(status = 200): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push((await buffer(request)).toString());
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

test("calls are told of the span, and the daemon gets it", async () => {
  const calls: { path: unknown; parent: unknown; state: unknown }[] = [];
  await withServer(
    (stream, headers) => {
      calls.push({ path: headers[":path"], parent: headers.traceparent, state: headers.tracestate });
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(Buffer.alloc(5));
    },
    async (channel) => {
      await traceBuild(work, () => channel.unary(METHOD, new Uint8Array()));
      await channel.unary(METHOD, new Uint8Array());
    },
  );
  const [traced, exported, after] = calls;
  expect(traced?.parent).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  expect(traced?.state).toBe("vendor=1");
  expect(exported).toMatchObject({ path: exportMethod, parent: undefined });
  expect(after).toMatchObject({ path: METHOD, parent: undefined });
});

test("a failure is the span's too, and is thrown on", async () => {
  const { url, bodies } = await collector();
  const json = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" };
  const failing = traceBuild({ ...work, env: { ...env, ...json } }, () =>
    Promise.reject(new Error("broken")),
  );
  await expect(failing).rejects.toThrow("broken");
  const [{ scopeSpans }] = JSON.parse(bodies[0] ?? "").resourceSpans;
  expect(scopeSpans[0].spans[0]).toMatchObject({
    traceId,
    name: "build",
    attributes: [{ key: "builder", value: { stringValue: "b" } }],
    status: { code: 2, message: "broken" },
  });
});

test.each([200, 500])("a collector that answers %i changes nothing", async (status) => {
  const { url, bodies } = await collector(status);
  const http = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" };
  expect(await traceBuild({ ...work, env: { ...env, ...http } }, async () => "built")).toBe("built");
  expect(bodies).toHaveLength(1);
});

test("a collector that says nothing is given up after its time", async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const OTEL_EXPORTER_OTLP_PROTOCOL of ["grpc", "http/protobuf"]) {
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: "50" };
    const given = { ...work, env: { ...settings, OTEL_EXPORTER_OTLP_PROTOCOL } };
    expect(await traceBuild(given, async () => "built")).toBe("built");
  }
});
