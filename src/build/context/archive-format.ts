const TAR_BLOCK = 512;
const CHECKSUM_OFFSET = 148;
const CHECKSUM_LENGTH = 8;

/** How many leading bytes {@link isArchive} wants to see. */
export const ARCHIVE_PROBE_LENGTH = 1024;

const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

const MAGIC = [
  Buffer.from([0x42, 0x5a, 0x68]), // bzip2
  Buffer.from([0x1f, 0x8b, 0x08]), // gzip
  Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), // xz
  ZSTD,
];

/** True when a stream that starts with `head` is a tar archive, compressed or not. */
export function isArchive(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  return MAGIC.some((magic) => bytes.subarray(0, magic.length).equals(magic)) || hasTarHeader(bytes);
}

/** True for the beginning of what zstd has compressed. */
export function isZstd(head: Uint8Array): boolean {
  return ZSTD.every((byte, at) => head[at] === byte);
}

/** A tar header is recognised by its checksum, which old archives without the `ustar` mark have too. */
export function hasTarHeader(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length < TAR_BLOCK) return false;
  const field = bytes.toString("latin1", CHECKSUM_OFFSET, CHECKSUM_OFFSET + CHECKSUM_LENGTH);
  const stored = Number.parseInt(field.replace(/[\0 ]/g, ""), 8);
  let sum = 0;
  for (let index = 0; index < TAR_BLOCK; index++) {
    const inChecksum = index >= CHECKSUM_OFFSET && index < CHECKSUM_OFFSET + CHECKSUM_LENGTH;
    sum += inChecksum ? 0x20 : (bytes[index] ?? 0);
  }
  return stored === sum;
}
