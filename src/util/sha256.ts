import { createHash } from "node:crypto";

/** Bytes up to which our own loop is quicker than loading Node's crypto, which takes three milliseconds of a command's start. */
const SHORT = 2048;

const BLOCK = 64;

/** First 32 bits of the fractional part of the nth root (2 or 3) of each of the first primes: FIPS 180-4, 4.2.2 and 5.3.3. */
function fractions(count: number, root: (prime: number) => number): Uint32Array {
  const words = new Uint32Array(count);
  for (let prime = 2, at = 0; at < count; prime++) {
    if (isPrime(prime)) words[at++] = (root(prime) % 1) * 2 ** 32;
  }
  return words;
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

const rotate = (word: number, by: number) => (word >>> by) | (word << (32 - by));

let shortest = SHORT;

/** Whether content of so many bytes is hashed without Node's crypto. */
export function isShort(bytes: number): boolean {
  return bytes <= shortest;
}

/** From now on Node's crypto hashes everything: our own loop takes longer for more than a few pieces than it takes to load. */
export function expectMuchToHash(): void {
  shortest = -1;
}

/** The SHA-256 (FIPS 180-4) of what is in memory. Names of files and marks in notes are made of it at every start. */
export function sha256(content: string | Uint8Array): Buffer {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return isShort(bytes.length) ? shortSha256(bytes) : createHash("sha256").update(bytes).digest();
}

/** As {@link sha256}, in lower-case hex. */
export function sha256Hex(content: string | Uint8Array): string {
  return sha256(content).toString("hex");
}

let constants: Uint32Array | undefined;

function shortSha256(bytes: Uint8Array): Buffer {
  constants ??= fractions(64, Math.cbrt);
  const state = fractions(8, Math.sqrt);
  const padded = Buffer.alloc(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  padded.writeUInt32BE(bytes.length * 8, padded.length - 4);
  for (let start = 0; start < padded.length; start += BLOCK) addBlock(state, padded, start, constants);
  const digest = Buffer.alloc(32);
  for (const [index, word] of state.entries()) digest.writeUInt32BE(word, index * 4);
  return digest;
}

const word = (words: Uint32Array, index: number): number => words[index] ?? 0;

function addBlock(state: Uint32Array, bytes: Buffer, start: number, k: Uint32Array): void {
  const w = schedule(bytes, start);
  const v = state.slice();
  for (let round = 0; round < 64; round++) {
    const a = word(v, 0);
    const e = word(v, 4);
    const choice = (e & word(v, 5)) ^ (~e & word(v, 6));
    const majority = (a & word(v, 1)) ^ (a & word(v, 2)) ^ (word(v, 1) & word(v, 2));
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const first = word(v, 7) + sum1 + choice + word(k, round) + word(w, round);
    v.copyWithin(1, 0, 7);
    v[4] = word(v, 4) + first;
    v[0] = first + sum0 + majority;
  }
  for (let index = 0; index < 8; index++) state[index] = word(state, index) + word(v, index);
}

function schedule(bytes: Buffer, start: number): Uint32Array {
  const w = new Uint32Array(64);
  for (let index = 0; index < 16; index++) w[index] = bytes.readUInt32BE(start + index * 4);
  for (let index = 16; index < 64; index++) {
    const before15 = word(w, index - 15);
    const before2 = word(w, index - 2);
    const sigma0 = rotate(before15, 7) ^ rotate(before15, 18) ^ (before15 >>> 3);
    const sigma1 = rotate(before2, 17) ^ rotate(before2, 19) ^ (before2 >>> 10);
    w[index] = word(w, index - 16) + sigma0 + word(w, index - 7) + sigma1;
  }
  return w;
}
