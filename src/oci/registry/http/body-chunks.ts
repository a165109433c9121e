import { type SilenceError, SilenceWatch } from "./silence-limit.js";

/**
 * The pieces of an answer's body. What the caller does with a piece takes as long as it likes.
 *
 * @param silence how long the server may take for each piece, milliseconds
 * @throws SilenceError; what the connection broke with
 */
export async function* bodyChunks(response: Response, silence: number): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let silent: SilenceError | undefined;
  const watch = new SilenceWatch(silence, (error) => {
    silent = error;
    void reader.cancel(error).catch(() => undefined);
  });
  try {
    for (;;) {
      watch.wait();
      const { done, value } = await reader.read();
      watch.stop();
      if (silent !== undefined) throw silent;
      if (done) return;
      yield value;
    }
  } finally {
    watch.stop();
    void reader.cancel().catch(() => undefined);
  }
}
