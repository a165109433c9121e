/** Bytes of each buffer: four times what Node reads at once by itself, at a quarter of the cost for each byte. */
const size = 256 * 1024;
/** Buffers that are kept for the next one who needs one. */
const keptAtMost = 16;

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
