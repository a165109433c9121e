import { END_OF_STRING_LENGTH, HUFFMAN_CODE_LENGTHS } from "./hpack-tables.js";
import { ErrorCode, ProtocolError } from "./protocol-error.js";

const END_OF_STRING = 256;
const MAX_PADDING_BITS = 7;

/**
 * The code as a binary tree: element `2 * node + bit` holds the next node, or `-1 - symbol` at a leaf. Node 0 is the
 * root, which no edge leads back to, so 0 also means "no edge" while the tree grows.
 */
let decodeTree: Int16Array | undefined;

function buildDecodeTree(): Int16Array {
  const lengths = [...HUFFMAN_CODE_LENGTHS, END_OF_STRING_LENGTH];
  const tree = new Int16Array(2 * lengths.length);
  const symbols = lengths.map((_, symbol) => symbol);
  symbols.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  let nodes = 1;
  let code = 0;
  let previousLength = 0;
  for (const symbol of symbols) {
    const length = lengths[symbol] ?? 0;
    code *= 2 ** (length - previousLength);
    previousLength = length;
    let node = 0;
    for (let bit = length - 1; bit > 0; bit--) {
      const edge = 2 * node + ((code >>> bit) & 1);
      if (tree[edge] === 0) tree[edge] = nodes++;
      node = tree[edge] ?? 0;
    }
    tree[2 * node + (code & 1)] = -1 - symbol;
    code++;
  }
  return tree;
}

/**
 * Decodes a Huffman-coded string (RFC 7541, section 5.2).
 * @throws ProtocolError (CompressionError) when the end-of-string symbol appears, or the padding is longer than seven
 * bits or not all ones.
 */
export function decodeHuffman(source: Uint8Array, start: number, end: number): Buffer {
  decodeTree ??= buildDecodeTree();
  // The shortest code has five bits.
  const out = Buffer.allocUnsafe(Math.ceil(((end - start) * 8) / 5));
  let length = 0;
  let node = 0;
  let pendingBits = 0;
  let pendingAllOnes = true;
  for (let at = start; at < end; at++) {
    const octet = source[at] ?? 0;
    for (let shift = 7; shift >= 0; shift--) {
      const bit = (octet >>> shift) & 1;
      const next = decodeTree[2 * node + bit] ?? 0;
      pendingBits++;
      if (bit === 0) pendingAllOnes = false;
      if (next >= 0) {
        node = next;
        continue;
      }
      const symbol = -1 - next;
      if (symbol === END_OF_STRING) {
        throw new ProtocolError(ErrorCode.CompressionError, "a header string holds the end-of-string symbol");
      }
      out[length++] = symbol;
      node = 0;
      pendingBits = 0;
      pendingAllOnes = true;
    }
  }
  if (pendingBits > MAX_PADDING_BITS || !pendingAllOnes) {
    throw new ProtocolError(ErrorCode.CompressionError, "a header string has invalid padding");
  }
  return out.subarray(0, length);
}
