/** Size of a tar header and unit of a tar archive, in bytes. */
export const TAR_BLOCK = 512;

/** The largest size that eleven octal digits hold. */
const maxOctal = 8 ** 11 - 1;

/** What an entry is beside its name and size. */
export interface TarEntryOptions {
  /** Permissions. Default 0o644. */
  readonly mode?: number | undefined;
  /** It is a directory, whose path ends in a slash. Default false. */
  readonly directory?: boolean | undefined;
}

/**
 * The header of a regular file, or of a directory (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, ustar). Sizes of
 * 8 GiB and more are written in binary, as GNU tar does it and Go reads it.
 *
 * @param path ASCII, at most 100 characters.
 */
export function tarHeader(
  path: string,
  size: number,
  { mode = 0o644, directory = false }: TarEntryOptions = {},
): Uint8Array {
  const header = Buffer.alloc(TAR_BLOCK);
  header.write(path, 0, 100, "ascii");
  header.write(`${octal(mode, 7)}\x000000000\x000000000\0`, 100, "ascii");
  if (size <= maxOctal) {
    header.write(`${octal(size, 11)} `, 124, "ascii");
  } else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write(`${octal(0, 11)} `, 136, "ascii");
  header.write(`        ${directory ? 5 : 0}`, 148, "ascii");
  header.write("ustar\x0000", 257, "ascii");
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${octal(checksum, 6)}\0 `, 148, "ascii");
  return header;
}

/** The zeros after a file of `size` bytes, up to the next block. */
export function tarPadding(size: number): Uint8Array {
  return Buffer.alloc((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
