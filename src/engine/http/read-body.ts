import { SlipwayError } from "../../errors/index.js";
import { connectionLost } from "../dial/unreachable.js";
import type { EngineAnswer } from "./engine-answer.js";

/** The longest answer that is read, bytes. The list of ten thousand images is a fifth of it. */
const answerLimit = 32 << 20;
/** What is read of an error's text, bytes. */
const errorLimit = 1 << 16;

/** Reads an answer to its end. @throws SlipwayError `protocol-error` when it is longer than any answer of an engine. */
export async function readBody(response: EngineAnswer, host: string): Promise<Buffer> {
  const { body, isWhole } = await read(response, host, answerLimit);
  if (isWhole) return body;
  throw new SlipwayError(
    "protocol-error",
    `an answer of the Docker daemon at ${host} is longer than ${answerLimit >> 20} MiB`,
  );
}

/** Reads the text of an error, as much of it as can be of use. */
export async function readErrorBody(response: EngineAnswer, host: string): Promise<Buffer> {
  return (await read(response, host, errorLimit)).body;
}

function read(
  response: EngineAnswer,
  host: string,
  limit: number,
): Promise<{ readonly body: Buffer; readonly isWhole: boolean }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (isWhole: boolean) => resolve({ body: Buffer.concat(chunks), isWhole });
    response.on("data", (chunk: Buffer) => {
      if (length > limit) return;
      chunks.push(chunk);
      length += chunk.length;
      if (length <= limit) return;
      settle(false);
      response.destroy();
    });
    response.on("end", () => settle(true));
    response.on("error", (error) => {
      reject(error instanceof SlipwayError ? error : connectionLost(host, error));
    });
  });
}

/** Parses an answer of the engine. @throws SlipwayError `protocol-error` when it is no JSON. */
export function parseJson(body: Buffer, what: string): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new SlipwayError("protocol-error", `the Docker daemon's answer to ${what} is not JSON`, { cause });
  }
}
