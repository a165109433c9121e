import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { KubeClient } from "../../../src/kube/index.js";

/** A request of a test's own API server. */
export interface ScriptedRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly isWatch: boolean;
  readonly response: ServerResponse;
}

/** A client of a server that answers as the test says, and what was asked of it, a watch as `watch PATH`. */
export async function scriptedApi(
  answer: (request: ScriptedRequest) => void,
): Promise<{ readonly client: KubeClient; readonly asked: string[]; readonly queries: URLSearchParams[] }> {
  const asked: string[] = [];
  const queries: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://cluster");
    const isWatch = searchParams.get("watch") === "true";
    asked.push(`${isWatch ? "watch" : request.method === "GET" ? "get" : request.method} ${pathname}`);
    queries.push(searchParams);
    answer({ path: pathname, query: searchParams, isWatch, response });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const access = {
    server: new URL(`http://127.0.0.1:${port}`),
    namespace: "default",
    ca: undefined,
    insecure: false,
    serverName: undefined,
    proxy: undefined,
    user: {},
  };
  return { client: new KubeClient(access, {}), asked, queries };
}

/** Answers with an object. */
export function answerJson(response: ServerResponse, body: object, code = 200): void {
  response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

/** Answers with a list of that version. */
export function answerList(
  response: ServerResponse,
  resourceVersion: string,
  items: readonly object[],
): void {
  answerJson(response, { metadata: { resourceVersion }, items });
}

/** Answers with a failure as an API server words it. */
export function answerFailure(response: ServerResponse, code: number, message: string): void {
  answerJson(response, { kind: "Status", status: "Failure", code, message }, code);
}

/** One line of a watch. */
export function event(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}
