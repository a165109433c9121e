/** Bytes of each buffer: sixteen times what Node reads at once by itself, at a sixteenth of its cost for each piece. */
const size = 1024 * 1024;
/** Buffers that are kept for the next one who needs one. */
const keptAtMost = 8;

const free: Buffer[] = [];
const lent = new WeakSet<ArrayBufferLike>();

/** A buffer to read into, of a content that means nothing. */
export function lendBuffer(): Buffer {
  const buffer = free.pop() ?? Buffer.allocUnsafeSlow(size);
  lent.add(buffer.buffer);
  return buffer;
}

/**
 * Takes a buffer back when its content has gone out, to be read into again; for the last one who has it alone. What is
 * no part of a lent buffer is left alone, as are buffers that nobody gives back.
 */
export function giveBack({ buffer }: Uint8Array): void {
  if (!lent.delete(buffer) || free.length >= keptAtMost) return;
  free.push(Buffer.from(buffer));
}
