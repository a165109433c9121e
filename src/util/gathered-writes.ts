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
 * Gathers small pieces, and writes what was gathered while more of them come. To write a hundred pieces by one call takes
 * longer than to copy them into one.
 */
export class GatheredWrites {
  readonly #write: (bytes: Buffer) => Promise<void>;
  #buffer: Buffer | undefined;
  #used = 0;
  #writing: Promise<void> | undefined;

  /** @param write writes all of the bytes, which are used again once its promise has settled. */
  constructor(write: (bytes: Buffer) => Promise<void>) {
    this.#write = write;
  }

  /** Takes the next bytes. Wait for the promise before giving more; it rejects when an earlier write has failed. */
  add(piece: Uint8Array): void | Promise<void> {
    const buffer = this.#buffer ?? spare.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
    this.#buffer = buffer;
    const taken = Math.min(piece.length, bufferBytes - this.#used);
    buffer.set(taken === piece.length ? piece : piece.subarray(0, taken), this.#used);
    this.#used += taken;
    if (taken === piece.length) return;
    const rest = piece.subarray(taken);
    if (this.#writing !== undefined)
      return this.#writing.then(() => this.#start()).then(() => this.add(rest));
    this.#start();
    return this.add(rest);
  }

  /** Writes what is left. Rejects when a write has failed. */
  async finish(): Promise<void> {
    await this.#writing;
    this.#start();
    await this.#writing;
  }

  /** Resolves when the write that is under way has ended, in whatever way. */
  async settled(): Promise<void> {
    await this.#writing?.catch(() => undefined);
  }

  /** A failure shows at the next write or at the end. */
  #start(): void {
    const [buffer, used] = [this.#buffer, this.#used];
    if (buffer === undefined || used === 0) return;
    this.#buffer = undefined;
    this.#used = 0;
    this.#writing = this.#write(buffer.subarray(0, used)).finally(() => {
      if (spare.length < mostSpare) spare.push(buffer);
    });
    this.#writing.catch(() => undefined);
  }
}
