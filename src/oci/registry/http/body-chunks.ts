import type { Readable } from "node:stream";
import { type SilenceError, SilenceWatch } from "./silence-limit.js";

interface Pieces {
  readonly next: () => Promise<{
    readonly done?: boolean | undefined;
    readonly value?: Uint8Array | undefined;
  }>;
  readonly stop: () => void;
}

/**
 * The pieces of an answer's body. What the caller does with a piece takes as long as it likes.
 *
 * @param silence how long the server may take for each piece, milliseconds
 * @throws SilenceError; what the connection broke with
 */
export async function* bodyChunks(response: Response, silence: number): AsyncGenerator<Uint8Array, void> {
  const pieces = piecesOf(response);
  if (pieces === undefined) return;
  let silent: SilenceError | undefined;
  const watch = new SilenceWatch(silence, (error) => {
    silent = error;
    pieces.stop();
  });
  try {
    for (;;) {
      watch.wait();
      const { done, value } = await pieces.next().catch((reason: unknown) => {
        throw silent ?? reason;
      });
      watch.stop();
      if (silent !== undefined) throw silent;
      if (done || value === undefined) return;
      yield value;
    }
  } finally {
    watch.stop();
    pieces.stop();
  }
}

function piecesOf(response: Response): Pieces | undefined {
  if ("content" in response) {
    const content = response.content as Readable;
    const iterator: AsyncIterator<Uint8Array> = content[Symbol.asyncIterator]();
    return { next: () => iterator.next(), stop: () => void (content.readableEnded || content.destroy()) };
  }
  const reader = response.body?.getReader();
  if (reader === undefined) return undefined;
  return { next: () => reader.read(), stop: () => void reader.cancel().catch(() => undefined) };
}
