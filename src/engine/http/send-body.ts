import { once } from "node:events";
import type { ClientRequest } from "node:http";
import type { Readable } from "node:stream";

/**
 * Streams a body into a request, no faster than the connection takes it. Rejects with the body's own error only;
 * when the request fails, the body is destroyed and the request tells why.
 */
export async function sendBody(body: Readable, outgoing: ClientRequest): Promise<void> {
  const closed = once(outgoing, "close");
  for await (const chunk of body) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(chunk)) await Promise.race([once(outgoing, "drain"), closed]);
  }
  outgoing.end();
}
