import type { Writable } from "node:stream";

/** Called when a write is through, with the error if it failed. */
export type WriteCallback = (error?: Error | null) => void;

/** Passes chunks on in one system call where the sink can; `callback` is called once, with the last of them. */
export function writeBatch(
  sink: Writable,
  chunks: readonly { readonly chunk: Buffer }[],
  callback: WriteCallback,
): void {
  const last = chunks.length - 1;
  sink.cork();
  chunks.forEach(({ chunk }, index) => {
    if (index === last) sink.write(chunk, callback);
    else sink.write(chunk);
  });
  sink.uncork();
}
