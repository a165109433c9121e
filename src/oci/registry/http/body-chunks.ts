import type { HttpAnswer } from "./http-answer.js";
import { SilenceWatch } from "./silence-limit.js";

/**
 * The pieces of an answer's body. What the caller does with a piece takes as long as it likes.
 *
 * @param silence how long the server may take for each piece, milliseconds
 * @throws SilenceError; what the connection broke with
 */
export async function* bodyChunks({ body }: HttpAnswer, silence: number): AsyncGenerator<Uint8Array, void> {
  if (body === null) return;
  const watch = new SilenceWatch(silence, (error) => {
    if ("destroy" in body && typeof body.destroy === "function") body.destroy(error);
  });
  try {
    for await (const chunk of body) {
      watch.stop();
      yield chunk;
      watch.wait();
    }
  } finally {
    watch.stop();
  }
}
