import { createHash } from "node:crypto";

/** Bytes up to which our own loop is quicker than loading Node's crypto, which takes three milliseconds of a command's start. */
const SHORT = 2048;

const BLOCK = 64;

/**
 * First 32 bits of the fractional part of the cube root of each of the first 64 primes (FIPS 180-4, 4.2.2), as signed
 * numbers: so they take no memory of their own.
 */
const constants: readonly number[] = [
  1116352408, 1899447441, -1245643825, -373957723, 961987163, 1508970993, -1841331548, -1424204075,
  -670586216, 310598401, 607225278, 1426881987, 1925078388, -2132889090, -1680079193, -1046744716, -459576895,
  -272742522, 264347078, 604807628, 770255983, 1249150122, 1555081692, 1996064986, -1740746414, -1473132947,
  -1341970488, -1084653625, -958395405, -710438585, 113926993, 338241895, 666307205, 773529912, 1294757372,
  1396182291, 1695183700, 1986661051, -2117940946, -1838011259, -1564481375, -1474664885, -1035236496,
  -949202525, -778901479, -694614492, -200395387, 275423344, 430227734, 506948616, 659060556, 883997877,
  958139571, 1322822218, 1537002063, 1747873779, 1955562222, 2024104815, -2067236844, -1933114872,
  -1866530822, -1538233109, -1090935817, -965641998,
];

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

/** Square roots in the same way, of eight primes: FIPS 180-4, 5.3.3. */
const start: readonly number[] = [
  1779033703, -1150833019, 1013904242, -1521486534, 1359893119, -1694144372, 528734635, 1541459225,
];

function shortSha256(bytes: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  padded.writeUInt32BE(bytes.length * 8, padded.length - 4);
  const state = [...start];
  for (let at = 0; at < padded.length; at += BLOCK) addBlock(state, padded, at);
  const digest = Buffer.alloc(32);
  for (let index = 0; index < 8; index++) digest.writeInt32BE(state[index] ?? 0, index * 4);
  return digest;
}

/**
 * Takes a block in (FIPS 180-4, 6.2.2). It runs too seldom to be compiled, so what counts is how few steps it is for an
 * interpreter: no calls, no views, and the schedule made on the way.
 */
function addBlock(state: number[], bytes: Uint8Array, at: number): void {
  let a = state[0] ?? 0;
  let b = state[1] ?? 0;
  let c = state[2] ?? 0;
  let d = state[3] ?? 0;
  let e = state[4] ?? 0;
  let f = state[5] ?? 0;
  let g = state[6] ?? 0;
  let h = state[7] ?? 0;
  const w: number[] = [];
  for (let round = 0; round < 64; round++) {
    let word: number;
    if (round < 16) {
      const from = at + round * 4;
      word =
        ((bytes[from] ?? 0) << 24) |
        ((bytes[from + 1] ?? 0) << 16) |
        ((bytes[from + 2] ?? 0) << 8) |
        (bytes[from + 3] ?? 0);
    } else {
      const x = w[round - 15] ?? 0;
      const y = w[round - 2] ?? 0;
      const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      word = ((w[round - 16] ?? 0) + sigma0 + (w[round - 7] ?? 0) + sigma1) | 0;
    }
    w.push(word);
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + sum1 + ((e & f) ^ (~e & g)) + (constants[round] ?? 0) + word) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = sum0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  const added = [a, b, c, d, e, f, g, h];
  for (let index = 0; index < 8; index++) state[index] = ((state[index] ?? 0) + (added[index] ?? 0)) | 0;
}
