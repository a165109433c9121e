/** Compiled code as it is kept in a file: what V8 made, and of which parts of the program. */
export interface CompiledCode {
  /** By pack of the program; empty where none was made. */
  readonly packs: readonly Uint8Array[];
  /** Names of the parts that had run when the code was made, joined by commas. */
  readonly parts: string;
}

/** Bytes. V8 copies code that is not aligned. */
const ALIGNMENT = 8;

/** More packs than any program has; the trailer of another file says anything. */
const MOST_PACKS = 64;

/**
 * The file's bytes: the code of each pack, filled up to {@link ALIGNMENT}, the names, and 32-bit lengths of each code and
 * of the names, and the number of packs.
 */
export function packCompiledCode({ packs, parts }: CompiledCode): Buffer {
  const names = Buffer.from(parts, "latin1");
  const trailer = Buffer.alloc(4 * (packs.length + 2));
  for (const [index, code] of packs.entries()) trailer.writeUInt32LE(code.length, 4 * index);
  trailer.writeUInt32LE(names.length, trailer.length - 8);
  trailer.writeUInt32LE(packs.length, trailer.length - 4);
  const filled = packs.flatMap((code) => [code, Buffer.alloc(aligned(code.length) - code.length)]);
  return Buffer.concat([...filled, names, trailer]);
}

/** Undefined for a file that is not as {@link packCompiledCode} made it, such as one that was cut off. */
export function unpackCompiledCode(bytes: Buffer): CompiledCode | undefined {
  if (bytes.length < 8) return undefined;
  const count = bytes.readUInt32LE(bytes.length - 4);
  const end = bytes.length - 4 * (count + 2);
  if (count > MOST_PACKS || end < 0) return undefined;
  const packs: Uint8Array[] = [];
  let start = 0;
  for (let index = 0; index < count; index++) {
    const length = bytes.readUInt32LE(end + 4 * index);
    packs.push(bytes.subarray(start, start + length));
    start += aligned(length);
  }
  if (start + bytes.readUInt32LE(bytes.length - 8) !== end) return undefined;
  return { packs, parts: bytes.toString("latin1", start, end) };
}

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;
