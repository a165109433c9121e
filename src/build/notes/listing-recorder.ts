import { readPacket, type TransferWatcher } from "../../buildkit/session/index.js";
import { QuickHash } from "../../util/quick-hash.js";
import type { ListedFile, Listing } from "./listing.js";

/** Bytes of each piece that the list is kept in. One that grew would be copied, and cleared away, again and again. */
const pieceSize = 64 << 10;

/** Gathers what is listed and sent of a directory. Costs little: what it means is read later, and only if it is new. */
export class ListingRecorder {
  readonly #pieces: Buffer[] = [];
  /** Of the last piece. */
  #length = pieceSize;
  #entries = 0;
  #begun = 0;
  #open = 0;
  #digest: string | undefined;
  readonly #sent = new Map<number, string>();

  /** Watches one more transfer of the directory. */
  begin(): TransferWatcher {
    const numbers: number[] = [];
    this.#begun++;
    this.#open++;
    this.#digest = undefined;
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
        // The daemon has work of its own now.
        setImmediate(() => this.isComplete && this.digest());
      },
    };
  }

  #add(packet: Uint8Array): void {
    let rest = packet;
    for (let piece = this.#pieces.at(-1); ; this.#length = 0) {
      const space = pieceSize - this.#length;
      if (rest.length <= space) {
        piece?.set(rest, this.#length);
        this.#length += rest.length;
        return;
      }
      if (space > 0) piece?.set(rest.subarray(0, space), this.#length);
      rest = rest.subarray(space);
      piece = Buffer.allocUnsafe(pieceSize);
      this.#pieces.push(piece);
    }
  }

  /** What there is of the list, in pieces. */
  #written(): Uint8Array[] {
    return this.#pieces.map((piece, index) =>
      index === this.#pieces.length - 1 ? piece.subarray(0, this.#length) : piece,
    );
  }

  /** All transfers that began came to their end. */
  get isComplete(): boolean {
    return this.#open === 0 && this.#begun > 0;
  }

  /** The daemon asked for nothing: it has all files as they are listed. */
  get isUnchanged(): boolean {
    return this.#sent.size === 0;
  }

  /** Names the list: equal for equal lists. */
  digest(): string {
    if (this.#digest === undefined) {
      const hash = new QuickHash();
      for (const piece of this.#written()) hash.add(piece);
      this.#digest = hash.hex();
    }
    return this.#digest;
  }

  /** The list, with hashes of what was sent now, and for the rest those of the last list. */
  read(last: Listing | undefined): Map<string, ListedFile> {
    const files = new Map<string, ListedFile>();
    let number = 0;
    for (const packet of packets(Buffer.concat(this.#written()))) {
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
