import { readPacket, type TransferWatcher } from "../../buildkit/session/index.js";
import { QuickHash } from "../../util/quick-hash.js";
import type { ListedFile, Listing } from "./listing.js";

/**
 * Bytes of the pieces that the list is kept in, of the first and of those after it. A buffer that grew would be copied, and
 * cleared away, again and again; and large ones are given back to the system.
 */
const [firstPiece, laterPieces] = [16 << 10, 256 << 10];

/** So many files at most are kept a list of. More of them would take more memory than the build itself. */
const mostEntries = 40_000;

/**
 * Gathers what is listed and sent of a directory. Costs little: what it means is read later, and only if it is new. Of a
 * directory with very many files there is the digest alone.
 */
export class ListingRecorder {
  readonly #pieces: Buffer[] = [];
  /** Of the last piece. */
  #length = 0;
  #entries = 0;
  #begun = 0;
  #open = 0;
  #digest: string | undefined;
  /** Of what is not kept any more. */
  #dropped: QuickHash | undefined;
  #isUnchanged = true;
  readonly #sent = new Map<number, string>();

  /** Watches one more transfer of the directory. */
  begin(): TransferWatcher {
    const numbers: number[] = [];
    this.#begun++;
    this.#open++;
    this.#digest = undefined;
    return {
      listed: (packet) => {
        if (!this.isTooLong) numbers.push(this.#entries);
        this.#entries++;
        this.#add(packet);
      },
      sent: (entry, hash) => {
        this.#isUnchanged = false;
        if (!this.isTooLong) this.#sent.set(numbers[entry] ?? -1, hash === undefined ? "" : shortHash(hash));
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
      const space = (piece?.length ?? 0) - this.#length;
      if (rest.length <= space) {
        piece?.set(rest, this.#length);
        this.#length += rest.length;
        return;
      }
      if (space > 0) piece?.set(rest.subarray(0, space), this.#length);
      rest = rest.subarray(space);
      piece = this.#nextPiece(piece);
    }
  }

  /** A piece to go on in when the last one is full. */
  #nextPiece(full: Buffer | undefined): Buffer {
    if (!this.isTooLong || full === undefined) {
      const piece = Buffer.allocUnsafe(full === undefined ? firstPiece : laterPieces);
      this.#pieces.push(piece);
      return piece;
    }
    this.#dropped ??= new QuickHash();
    for (const piece of this.#pieces) this.#dropped.add(piece);
    this.#pieces.length = 0;
    this.#pieces.push(full);
    this.#sent.clear();
    return full;
  }

  /** There are more files than a list is kept of. */
  get isTooLong(): boolean {
    return this.#entries > mostEntries;
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
    return this.#isUnchanged;
  }

  /** Names the list: equal for equal lists. */
  digest(): string {
    if (this.#digest === undefined) {
      const hash = this.#dropped?.copy() ?? new QuickHash();
      for (const piece of this.#written()) hash.add(piece);
      this.#digest = hash.hex();
    }
    return this.#digest;
  }

  /** The list, with hashes of what was sent now, and for the rest those of the last list. None if {@link isTooLong}. */
  *entries(last: Listing | undefined): Generator<[path: string, file: ListedFile], void> {
    if (this.isTooLong) return;
    let number = 0;
    for (const packet of packets(Buffer.concat(this.#written()))) {
      const { stat } = readPacket(packet);
      const sent = this.#sent.get(number++);
      if (stat === undefined) continue;
      const { path, mode, size, modTime, linkname } = stat;
      const file = { mode, size, time: String(modTime), link: linkname };
      yield [path, { ...file, hash: sent ?? inherited(file, last?.get(path)) }];
    }
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
