import { Readable } from "node:stream";
import type { EngineConnection, Exchange } from "./engine-connection.js";

/**
 * Sends a request over a connection: the head, and a body of known length in one write with it or a stream in chunks, no
 * faster than the connection takes it. Rejects with the body's own error only; when the connection fails, the body is
 * destroyed and the exchange tells why.
 */
export async function sendRequest(
  connection: EngineConnection,
  exchange: Exchange,
  head: string,
  body: Readable | Uint8Array | undefined,
): Promise<void> {
  const { stream } = connection;
  if (!(body instanceof Readable)) {
    const start = Buffer.from(head, "latin1");
    stream.write(body === undefined ? start : Buffer.concat([start, body]));
    connection.requestSent();
    return;
  }
  stream.write(head, "latin1");
  for await (const chunk of body) {
    if (!connection.isBusyWith(exchange)) return;
    const bytes: Uint8Array = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    // A chunk of no bytes would be the last.
    if (bytes.byteLength === 0) continue;
    stream.cork();
    stream.write(`${bytes.byteLength.toString(16)}\r\n`, "latin1");
    stream.write(bytes);
    const isTaken = stream.write("\r\n", "latin1");
    stream.uncork();
    if (!isTaken) await drainedOrClosed(connection);
  }
  if (!connection.isBusyWith(exchange)) return;
  stream.write("0\r\n\r\n", "latin1");
  connection.requestSent();
}

function drainedOrClosed({ stream }: EngineConnection): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off("drain", done).off("close", done);
      resolve();
    };
    stream.on("drain", done).on("close", done);
    if (stream.destroyed) done();
  });
}
