import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { onCleanup, temporaryDirectory } from "../support/index.js";
import { addressOf } from "./engines.js";

/** Stands between a client and an engine, and watches images being loaded. */
export interface LoadProxy {
  /** Docker host URL. */
  readonly host: string;
  /** Bytes of each load's archive since the last {@link reset}. */
  readonly loads: number[];
  /** Runs before a load (the first is 0) is passed on to the engine. */
  beforeLoad: (index: number) => Promise<void>;
  /** Runs with each piece of a load's archive; what it returns holds the next piece back. */
  duringLoad: (bytes: number) => Promise<void>;
  /** Forgets loads and hooks. */
  reset(): void;
}

const nothing = async () => {};

/** Starts a proxy in front of the engine at `engineHost`; gone after the test file. */
export async function loadProxy(engineHost: string): Promise<LoadProxy> {
  const path = join(temporaryDirectory("proxy"), "engine.sock");
  const proxy: LoadProxy = {
    host: `unix://${path}`,
    loads: [],
    beforeLoad: nothing,
    duringLoad: nothing,
    reset: () => {
      proxy.loads.length = 0;
      proxy.beforeLoad = nothing;
      proxy.duringLoad = nothing;
    },
  };
  const server = http.createServer((request, response) => {
    pass(proxy, engineHost, request, response).catch(() => response.destroy());
  });
  server.listen({ path });
  await once(server, "listening");
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return proxy;
}

async function pass(proxy: LoadProxy, host: string, request: IncomingMessage, response: ServerResponse) {
  const isLoad = request.url?.includes("/images/load") ?? false;
  const index = isLoad ? proxy.loads.push(0) - 1 : -1;
  if (isLoad) await proxy.beforeLoad(index);
  const { method, url, headers } = request;
  const outgoing = http.request({ ...addressOf(host), method, path: url, headers });
  outgoing.on("error", () => response.destroy());
  response.on("close", () => outgoing.destroy());
  outgoing.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
  const body = new PassThrough();
  body.pipe(outgoing);
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (isLoad) {
      proxy.loads[index] = (proxy.loads[index] ?? 0) + chunk.length;
      await proxy.duringLoad(proxy.loads[index] ?? 0);
    }
    if (!body.write(chunk)) await once(body, "drain");
  }
  body.end();
}
