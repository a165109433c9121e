import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { lab, serve } from "../support/index.js";

/** What becomes of one request, the registry behind unasked or half asked. */
export type Fault = (incoming: IncomingMessage, response: ServerResponse) => void;

/** Says for each request, with its number from 0, what is to go wrong; undefined for nothing. */
export type Plan = (incoming: IncomingMessage, number: number) => Fault | undefined;

/** The lab's registry, reached through something that fails as planned. Resolves with its port and a count of requests. */
export async function faultyRegistry(plan: Plan): Promise<{ port: string; asked: () => number }> {
  let number = 0;
  const url = await serve((incoming, response) => {
    const fault = plan(incoming, number++);
    if (fault === undefined) forward(incoming, response);
    else fault(incoming, response);
  });
  return { port: new URL(url).port, asked: () => number };
}

/** Answers with a status and nothing that helps. */
export const answer =
  (status: number, body = "", headers: Record<string, string> = {}): Fault =>
  (incoming, response) => {
    incoming.resume();
    response.writeHead(status, headers).end(body);
  };

/** Asks the registry, and has one byte of what it says changed, its digest too. */
export const corrupt: Fault = (incoming, response) => {
  forward(incoming, response, (body) => {
    const changed = Buffer.from(body);
    if (changed.length > 0) changed.writeUInt8(changed.readUInt8(0) ^ 1, 0);
    return changed;
  });
};

/** Cuts the connection after half of the answer's body. */
export const cutAnswer: Fault = (incoming, response) => {
  ask(incoming, async (from) => {
    const body = await buffer(from);
    response.writeHead(from.statusCode ?? 502, from.headers);
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  });
};

/** Cuts the connection after half of what is sent; the registry behind has got that half. */
export const cutUpload: Fault = (incoming, response) => {
  const length = Number(incoming.headers["content-length"] ?? 0);
  const outgoing = request(options(incoming)).on("error", () => undefined);
  let left = Math.ceil(length / 2);
  incoming.on("error", () => undefined);
  incoming.on("data", (chunk: Buffer) => {
    const part = chunk.subarray(0, left);
    left -= part.length;
    outgoing.write(part, () => {
      if (left > 0) return;
      outgoing.destroy();
      response.destroy();
    });
  });
};

/** Asks the registry, and answers what it says. */
export function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  change?: (body: Buffer) => Buffer,
): void {
  ask(incoming, async (from) => {
    const { "docker-content-digest": digest, ...others } = from.headers;
    if (change === undefined) {
      response.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(response);
    } else {
      const wrong = digest === undefined ? {} : { "docker-content-digest": `sha256:${"0".repeat(64)}` };
      response.writeHead(from.statusCode ?? 502, { ...others, ...wrong }).end(change(await buffer(from)));
    }
  });
}

function ask(incoming: IncomingMessage, take: (from: IncomingMessage) => Promise<void>): void {
  const outgoing = request(options(incoming), (from) => void take(from).catch(() => undefined));
  outgoing.on("error", () => incoming.destroy());
  incoming.on("error", () => outgoing.destroy());
  incoming.pipe(outgoing);
}

function options({ method, url, headers }: IncomingMessage) {
  const [host, port] = lab.registry.split(":");
  return {
    method,
    path: url,
    headers,
    agent: false as const,
    ...(host ? { host } : {}),
    ...(port ? { port } : {}),
  };
}
