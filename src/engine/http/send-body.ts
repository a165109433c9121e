import type { ClientRequest } from "node:http";
import type { Readable } from "node:stream";

/**
 * Streams a body into a request, no faster than the connection takes it. Rejects with the body's own error only;
 * when the request fails, the body is destroyed and the request tells why.
 */
export async function sendBody(body: Readable, outgoing: ClientRequest): Promise<void> {
  for await (const chunk of body) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(chunk)) await drainedOrClosed(outgoing);
  }
  outgoing.end();
}

function drainedOrClosed(outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off("drain", done).off("close", done);
      resolve();
    };
    outgoing.on("drain", done).on("close", done);
  });
}
