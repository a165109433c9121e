/** Words that are hashed in one call: a loop that ends soon is made fast by V8 sooner than one that goes on. */
const slice = 1024;

/**
 * Tells apart what is written down on this machine, 64 bits of it, where nobody gains by two things with the same hash. It
 * takes a small part of the time of SHA-256, for which Node's crypto would have to be loaded. MurmurHash3's mixing, and
 * FxHash's.
 */
export class QuickHash {
  #low = 0x9e3779b9 | 0;
  #high = 0x7f4a7c15 | 0;

  /** A number of 32 bits. */
  number(word: number): this {
    this.#word(word);
    return this;
  }

  /** Bytes, or a text's in UTF-8, with their length: what follows cannot be taken for a part of them. */
  add(content: string | Uint8Array): this {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    const { length } = bytes;
    this.number(length);
    const words = wholeWords(bytes);
    for (let at = 0; at < words.length; at += slice)
      this.#words(words, at, Math.min(words.length, at + slice));
    // Beyond the end there are zeros.
    for (let at = words.length * 4; at < length; at += 4) this.#word(wordAt(bytes, at));
    return this;
  }

  #words(words: Int32Array, from: number, to: number): void {
    let [low, high] = [this.#low, this.#high];
    for (let index = from; index < to; index++) {
      const word = words[index] ?? 0;
      low = mixed(low, word);
      high = joined(high, word);
    }
    this.#low = low;
    this.#high = high;
  }

  #word(word: number): void {
    this.#low = mixed(this.#low, word);
    this.#high = joined(this.#high, word);
  }

  /** One that goes on from here, while this one stays as it is. */
  copy(): QuickHash {
    const copy = new QuickHash();
    copy.#low = this.#low;
    copy.#high = this.#high;
    return copy;
  }

  /** All that was added, as 16 hex digits. */
  hex(): string {
    return [this.#low, this.#high].map((word) => final(word).toString(16).padStart(8, "0")).join("");
  }
}

function mixed(hash: number, word: number): number {
  const scrambled = Math.imul(word, 0xcc9e2d51);
  const part = Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
  const both = hash ^ part;
  return (Math.imul((both << 13) | (both >>> 19), 5) + 0xe6546b64) | 0;
}

function joined(hash: number, word: number): number {
  return Math.imul(((hash << 5) | (hash >>> 27)) ^ word, 0x9e3779b1);
}

function final(hash: number): number {
  let word = hash ^ (hash >>> 16);
  word = Math.imul(word, 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const none = new Int32Array(0);

/** The bytes as words, where memory has them as {@link wordAt} reads them; it takes four times as long. */
function wholeWords({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return isLittleEndian && byteOffset % 4 === 0 && length >= 64
    ? new Int32Array(buffer, byteOffset, length >> 2)
    : none;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    byteAt(bytes, at) |
    (byteAt(bytes, at + 1) << 8) |
    (byteAt(bytes, at + 2) << 16) |
    (byteAt(bytes, at + 3) << 24)
  );
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
