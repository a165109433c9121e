import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

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

/** A list as a file; undefined for one that would be too large. */
export async function packListing(listing: Listing): Promise<Buffer | undefined> {
  const rows = [...listing].map(([path, { mode, size, time, link, hash }]) => [
    path,
    mode,
    size,
    time,
    link,
    hash,
  ]);
  const packed = await promisify(gzip)(JSON.stringify(rows), { level: 1 });
  return packed.length > largestFile ? undefined : packed;
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
