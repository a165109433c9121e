import { fstatSync } from "node:fs";
import type { Readable } from "node:stream";
import { SlipwayError } from "../../errors/index.js";

/** Standard input after a look at its first bytes. */
export interface PeekedInput {
  readonly head: Buffer;
  /** Everything, the head included. */
  readonly rest: AsyncIterable<Uint8Array>;
}

/** Throws SlipwayError `invalid-argument` where standard input is a directory, of which Node reads nothing. */
export function refuseDirectoryOnStdin(input: Readable): void {
  if (input !== process.stdin || !isDirectory(0)) return;
  throw new SlipwayError(
    "invalid-argument",
    "failed to peek context header from STDIN: read /dev/stdin: is a directory",
    { hint: "name the directory itself in the place of -" },
  );
}

function isDirectory(file: number): boolean {
  try {
    return fstatSync(file).isDirectory();
  } catch {
    return false;
  }
}

/** Reads at least `length` bytes, or all there is, and gives them back with the stream that still holds them. */
export async function peekInput(
  input: AsyncIterable<Uint8Array | string>,
  length: number,
): Promise<PeekedInput> {
  const iterator = input[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  let size = 0;
  let ended = false;
  while (size < length && !ended) {
    const { value, done } = await iterator.next();
    if (done) ended = true;
    else {
      chunks.push(toBuffer(value));
      size += chunks.at(-1)?.length ?? 0;
    }
  }
  const head = Buffer.concat(chunks);
  return { head, rest: replay(head, ended ? undefined : iterator) };
}

/** Reads the whole of a text-sized input. Throws `invalid-argument` beyond `limit` bytes. */
export async function readAll(
  input: AsyncIterable<Uint8Array | string>,
  limit: number,
  what: string,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = toBuffer(chunk);
    size += bytes.length;
    if (size > limit) throw new SlipwayError("invalid-argument", `${what} is bigger than ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function* replay(head: Buffer, iterator: AsyncIterator<Uint8Array | string> | undefined) {
  try {
    if (head.length > 0) yield head;
    if (iterator === undefined) return;
    for (;;) {
      const { value, done } = await iterator.next();
      if (done) return;
      yield toBuffer(value);
    }
  } finally {
    await iterator?.return?.();
  }
}

function toBuffer(chunk: Uint8Array | string): Buffer {
  return typeof chunk === "string"
    ? Buffer.from(chunk)
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
