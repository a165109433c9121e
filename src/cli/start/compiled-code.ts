/** Compiled code as it is kept in a file: what V8 made, and of which parts of the program. */
export interface CompiledCode {
  readonly code: Uint8Array;
  /** Names of the parts that had run when the code was made, joined by commas. */
  readonly parts: string;
}

/** Bytes at the end of the file: the lengths of the code and of the names. */
const TRAILER = 8;

/** The file's bytes. The code comes first, since V8 copies code that is not aligned. */
export function packCompiledCode({ code, parts }: CompiledCode): Buffer {
  const names = Buffer.from(parts, "latin1");
  const trailer = Buffer.alloc(TRAILER);
  trailer.writeUInt32LE(code.length, 0);
  trailer.writeUInt32LE(names.length, 4);
  return Buffer.concat([code, names, trailer]);
}

/** Undefined for a file that is not as {@link packCompiledCode} made it, such as one that was cut off. */
export function unpackCompiledCode(bytes: Buffer): CompiledCode | undefined {
  const end = bytes.length - TRAILER;
  if (end < 0) return undefined;
  const length = bytes.readUInt32LE(end);
  if (length + bytes.readUInt32LE(end + 4) !== end) return undefined;
  return { code: bytes.subarray(0, length), parts: bytes.toString("latin1", length, end) };
}
