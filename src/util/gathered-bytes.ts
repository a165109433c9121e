/**
 * Bytes of a buffer, and so of a write: a page less than 1 MiB. Writes that all begin at a multiple of 1 MiB get the
 * kernel's largest units of memory, and on a virtual machine those are what the host has taken back: each page of them then
 * costs a fault there, which made a gigabyte take 1.4 s of processor time instead of 0.5 s.
 */
const bufferBytes = (1 << 20) - (4 << 10);

/** Buffers that are not in use: new memory costs more than what is put into it. */
const spare: Buffer[] = [];
const mostSpare = 4;

/**
 * Gathers small pieces to be written at once. To write a hundred pieces by one call takes longer than to copy them into
 * one.
 */
export class GatheredBytes {
  #buffer: Buffer | undefined;
  #used = 0;

  /** Takes in what there is room for. Returns the bytes taken; fewer than there are when the buffer is full now. */
  add(piece: Uint8Array): number {
    const buffer = this.#buffer ?? spare.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
    this.#buffer = buffer;
    const taken = Math.min(piece.length, bufferBytes - this.#used);
    buffer.set(taken === piece.length ? piece : piece.subarray(0, taken), this.#used);
    this.#used += taken;
    return taken;
  }

  /** Hands on what was gathered, undefined when that is nothing. What comes next is gathered elsewhere. */
  take(): Buffer | undefined {
    const taken = this.#buffer?.subarray(0, this.#used);
    this.#buffer = undefined;
    this.#used = 0;
    return taken;
  }
}

/** Gives back a buffer that {@link GatheredBytes} handed on, once nobody reads it any more. */
export function reuse(taken: Buffer): void {
  if (spare.length < mostSpare) spare.push(Buffer.from(taken.buffer));
}
