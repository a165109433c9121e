import type { IncomingMessage } from "node:http";
import { SlipwayError } from "../../errors/index.js";
import { connectionLost } from "../transport/unreachable.js";

/** Reads an answer to its end. */
export function readBody(response: IncomingMessage, host: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve(Buffer.concat(chunks)));
    response.on("error", (error) => {
      reject(error instanceof SlipwayError ? error : connectionLost(host, error));
    });
  });
}

/** Parses an answer of the engine. @throws SlipwayError `protocol-error` when it is no JSON. */
export function parseJson(body: Buffer, path: string): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new SlipwayError("protocol-error", `the Docker daemon's answer to ${path} is not JSON`, { cause });
  }
}
