import type { Descriptor } from "./descriptor.js";
import { DigestVerifier } from "./digest.js";

/** Bytes between two places from which a reading can go on. */
const interval = 8 * 1024 * 1024;

/** Begins content at a byte. */
type OpenContent = (offset: number, signal: AbortSignal | undefined) => AsyncIterable<Uint8Array>;

/**
 * Content that is checked against its digest while it passes, also by a reading that goes on where an earlier one has
 * stopped: what came before is not read again, but for the last few megabytes.
 */
export class CheckedContent {
  readonly #open: OpenContent;
  readonly #where: string;
  /** By position, rising. */
  readonly #known: { readonly position: number; readonly verifier: DigestVerifier }[];

  /** @param where what the content comes from, for messages. @throws SlipwayError `protocol-error` for a bad digest */
  constructor({ digest, size }: Pick<Descriptor, "digest" | "size">, open: OpenContent, where: string) {
    this.#open = open;
    this.#where = where;
    this.#known = [{ position: 0, verifier: new DigestVerifier(digest, size) }];
  }

  /** The content from a byte on. @throws SlipwayError `protocol-error` at its end when it is not what it should be. */
  async *open(offset: number, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
    const start = this.#known.findLast(({ position }) => position <= offset);
    if (start === undefined) return;
    const verifier = start.verifier.copy();
    let { position } = start;
    for await (const chunk of this.#open(position, signal)) {
      verifier.update(chunk);
      const before = position;
      position += chunk.byteLength;
      const last = this.#known.at(-1)?.position ?? 0;
      if (position >= last + interval) this.#known.push({ position, verifier: verifier.copy() });
      if (position > offset) yield before >= offset ? chunk : chunk.subarray(offset - before);
    }
    verifier.verify(this.#where);
  }
}
