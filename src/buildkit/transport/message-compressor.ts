import { constants, gzipSync } from "node:zlib";

/** Messages below it stay as they are: gzip's own head and end are 18 bytes. */
const smallest = 256;
/** How many messages in a row may prove not worth it before most of them are no longer tried, and how many then are. */
const patience = 8;
const stillTried = 16;

/** Compresses messages of one call for as long as that makes them smaller. */
export class MessageCompressor {
  #misses = 0;
  #seen = 0;

  /** The message in gzip's format; undefined when it is to be sent as it is. */
  compress(message: Uint8Array): Buffer | undefined {
    if (message.length < smallest) return undefined;
    this.#seen++;
    if (this.#misses >= patience && this.#seen % stillTried !== 0) return undefined;
    const compressed = gzipSync(message, { level: constants.Z_BEST_SPEED });
    const pays = compressed.length < message.length * 0.9;
    this.#misses = pays ? 0 : this.#misses + 1;
    return pays ? compressed : undefined;
  }
}
