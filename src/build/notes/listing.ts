import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { readPacket, type TransferWatcher } from "../../buildkit/session/index.js";
import { sha256Hex } from "../../util/sha256.js";

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
const firstSize = 64 << 10;

/** Gathers what is listed and sent of a directory. Costs little: what it means is read later, and only if it is new. */
export class ListingRecorder {
  #bytes = Buffer.allocUnsafe(firstSize);
  #length = 0;
  #entries = 0;
  #open = 0;
  readonly #sent = new Map<number, string>();

  /** Watches one more transfer of the directory. */
  begin(): TransferWatcher {
    const numbers: number[] = [];
    this.#open++;
    return {
      listed: (packet) => {
        numbers.push(this.#entries++);
        this.#add(packet);
      },
      sent: (entry, hash) => {
        this.#sent.set(numbers[entry] ?? -1, hash === undefined ? "" : shortHash(hash));
      },
      done: () => {
        this.#open--;
      },
    };
  }

  #add(packet: Uint8Array): void {
    const end = this.#length + packet.length;
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#bytes.set(packet, this.#length);
    this.#length = end;
  }

  /** All transfers that began came to their end. */
  get isComplete(): boolean {
    return this.#open === 0 && this.#entries > 0;
  }

  /** The daemon asked for nothing: it has all files as they are listed. */
  get isUnchanged(): boolean {
    return this.#sent.size === 0;
  }

  /** Names the list: equal for equal lists. */
  digest(): string {
    return sha256Hex(this.#bytes.subarray(0, this.#length)).slice(0, 32);
  }

  /** The list, with hashes of what was sent now, and for the rest those of the last list. */
  read(last: Listing | undefined): Map<string, ListedFile> {
    const files = new Map<string, ListedFile>();
    let number = 0;
    for (const packet of packets(this.#bytes.subarray(0, this.#length))) {
      const { stat } = readPacket(packet);
      const sent = this.#sent.get(number++);
      if (stat === undefined) continue;
      const { path, mode, size, modTime, linkname } = stat;
      const file = { mode, size, time: String(modTime), link: linkname };
      files.set(path, { ...file, hash: sent ?? inherited(file, last?.get(path)) });
    }
    return files;
  }
}

function shortHash(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, 12).toString("base64url");
}

function inherited(file: Omit<ListedFile, "hash">, last: ListedFile | undefined): string {
  const { mode, size, time, link } = file;
  const isSame = last?.mode === mode && last.size === size && last.time === time && last.link === link;
  return isSame ? last.hash : "";
}

/** True for an entry whose content there is to be known. */
export function hasContent({ mode, link }: ListedFile): boolean {
  return (mode & typeBits) === 0 && link === "";
}

/** Splits messages that begin with the tag of their only field and its length. */
function* packets(bytes: Uint8Array): Generator<Uint8Array, void> {
  let start = 0;
  while (start < bytes.length) {
    let at = start + 1;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    yield bytes.subarray(start, at + length);
    start = at + length;
  }
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
