import type { FileHandle } from "node:fs/promises";
import { SlipwayError } from "../../errors/index.js";

const BLOCK = 512;
/** A bundle has five blobs or so for each build. */
const MOST_ENTRIES = 20_000;

/** Where a file of an archive lies in it. */
export interface TarEntry {
  readonly offset: number;
  readonly size: number;
}

/**
 * The regular files of a tar archive by their names. Names over 100 characters, which no bundle has, are left out.
 *
 * @throws SlipwayError `invalid-argument` for what is no archive, or has too many entries.
 */
export async function indexTar(file: FileHandle, size: number): Promise<ReadonlyMap<string, TarEntry>> {
  const entries = new Map<string, TarEntry>();
  const header = Buffer.alloc(BLOCK);
  for (let at = 0, count = 0; at + BLOCK <= size; count++) {
    await file.read(header, 0, BLOCK, at);
    if (header.every((byte) => byte === 0)) break;
    const length = sizeOf(header);
    if (!isHeader(header) || length === undefined || at + BLOCK + length > size || count >= MOST_ENTRIES) {
      throw new SlipwayError("invalid-argument", "the bundle is no archive, or a damaged one");
    }
    const type = header[156] ?? 0;
    if (type === 0 || type === 0x30)
      entries.set(textOf(header, 0, 100), { offset: at + BLOCK, size: length });
    at += BLOCK + Math.ceil(length / BLOCK) * BLOCK;
  }
  return entries;
}

/** By its checksum: the sum of all bytes, its own counted as spaces. */
function isHeader(header: Buffer): boolean {
  const sum = header.reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0);
  return Number.parseInt(textOf(header, 148, 8).trim(), 8) === sum;
}

/** Octal digits, or a number in binary where the first bit is set. */
function sizeOf(header: Buffer): number | undefined {
  const large = ((header[124] ?? 0) & 0x80) !== 0;
  const size = large
    ? Number(header.readBigUInt64BE(128))
    : Number.parseInt(textOf(header, 124, 12).trim() || "0", 8);
  return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

function textOf(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString("latin1", 0, end === -1 ? length : end);
}
