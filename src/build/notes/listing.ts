import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGzip, gunzip } from "node:zlib";

/** An entry of a list of files. */
export interface ListedFile {
  /** Go's `os.FileMode` bits. */
  readonly mode: number;
  readonly size: number;
  /** Unix nanoseconds, decimal. */
  readonly time: string;
  /** Target of a symlink, or the first name of a hard link; else empty. */
  readonly link: string;
  /** Hash of the content, empty where it is not known; directories and links have none. */
  readonly hash: string;
}

/** A directory's files by path, as they were listed to the daemon. */
export type Listing = ReadonlyMap<string, ListedFile>;

const largestFile = 4 << 20;
const largestText = 64 << 20;
/** Go's bits for what is no plain file. */
const typeBits = 0x8f280000;
/** True for an entry whose content there is to be known. */
export function hasContent({ mode, link }: ListedFile): boolean {
  return (mode & typeBits) === 0 && link === "";
}

/** A list as a file; undefined for one that would be too large. What it takes of memory is the file's bytes. */
export async function packListing(
  listing: Iterable<readonly [path: string, file: ListedFile]>,
): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  await pipeline(rowsOf(listing), createGzip({ level: 1 }), async (packed: AsyncIterable<Buffer>) => {
    for await (const part of packed) {
      length += part.length;
      if (length <= largestFile) parts.push(part);
    }
  });
  return length > largestFile ? undefined : Buffer.concat(parts);
}

/** Characters of text that are packed at once. */
const textAtOnce = 64 << 10;

/** The list as JSON, an array of rows, in pieces. */
function* rowsOf(listing: Iterable<readonly [path: string, file: ListedFile]>): Generator<string, void> {
  let text = "[";
  let separator = "";
  for (const [path, { mode, size, time, link, hash }] of listing) {
    text += separator + JSON.stringify([path, mode, size, time, link, hash]);
    separator = ",";
    if (text.length < textAtOnce) continue;
    yield text;
    text = "";
  }
  yield `${text}]`;
}

/** Reads a list from its file; undefined where it is damaged. */
export async function unpackListing(file: Uint8Array): Promise<Listing | undefined> {
  try {
    const text = await promisify(gunzip)(file, { maxOutputLength: largestText });
    const rows = JSON.parse(text.toString("utf8")) as unknown[][];
    return new Map(rows.map((row) => readRow(row)));
  } catch {
    return undefined;
  }
}

function readRow([path, mode, size, time, link, hash]: readonly unknown[]): [string, ListedFile] {
  return [
    String(path),
    { mode: Number(mode), size: Number(size), time: String(time), link: String(link), hash: String(hash) },
  ];
}
