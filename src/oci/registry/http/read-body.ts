import { bodyChunks } from "./body-chunks.js";
import type { HttpAnswer } from "./http-answer.js";
import { silenceLimits } from "./silence-limit.js";

/**
 * The whole body. Rejects, reading no further, when it is longer than `limit` bytes.
 *
 * @param silence how long the server may take for a piece of it, milliseconds; 30 seconds unless said otherwise
 */
export async function readBody(
  response: HttpAnswer,
  limit: number,
  silence = silenceLimits({}).answer,
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bodyChunks(response, silence)) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > limit) throw new Error(`the answer exceeds ${limit} bytes`);
  }
  return Buffer.concat(chunks);
}
