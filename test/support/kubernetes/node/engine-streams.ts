import http from "node:http";
import type { Duplex, Readable, Writable } from "node:stream";
import { lab } from "../../lab.js";

function engineTarget() {
  const host = new URL(lab.engineHost);
  return host.protocol === "unix:" ? { socketPath: host.pathname } : { host: host.hostname, port: host.port };
}

/** Starts an exec of the engine and resolves with its byte stream, whose end of writing is the command's end of input. */
export function hijackExec(id: string, tty: boolean): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ Detach: false, Tty: tty });
    const request = http.request({
      ...engineTarget(),
      ...{ method: "POST", path: `/exec/${id}/start` },
      headers: {
        ...{ Connection: "Upgrade", Upgrade: "tcp", "Content-Type": "application/json" },
        "Content-Length": Buffer.byteLength(body),
      },
    });
    request.on("upgrade", (_response, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.on("response", (response) => {
      response.resume();
      reject(new Error(`the engine answered the start of an exec with ${response.statusCode}`));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** A streamed answer of the engine, such as logs that are followed. Rejects for a status from 400. */
export function engineStream(path: string, signal?: AbortSignal): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const request = http.get({ ...engineTarget(), path, signal }, (response) => {
      if ((response.statusCode ?? 500) < 400) return resolve(response);
      response.resume();
      reject(new Error(`GET ${path}: ${response.statusCode}`));
    });
    request.on("error", reject);
  });
}

/**
 * Leads the engine's stream of a container without a terminal to two places: each part has a header of 8 bytes, whose
 * first is 1 for stdout and 2 for stderr and whose last four are the length. Resolves at its end.
 */
export async function demultiplex(source: Readable, stdout: Writable, stderr: Writable): Promise<void> {
  let buffer: Buffer = Buffer.alloc(0);
  for await (const chunk of source as AsyncIterable<Buffer>) {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    while (buffer.length >= 8) {
      const end = 8 + buffer.readUInt32BE(4);
      if (buffer.length < end) break;
      await writeAll(buffer.readUInt8(0) === 2 ? stderr : stdout, buffer.subarray(8, end));
      buffer = buffer.subarray(end);
    }
  }
}

/** Writes and waits until it is taken; what nobody takes any more is dropped. */
export function writeAll(target: Writable, bytes: Buffer): Promise<void> {
  if (!target.writable) return Promise.resolve();
  return new Promise((resolve) => target.write(Buffer.from(bytes), () => resolve()));
}
