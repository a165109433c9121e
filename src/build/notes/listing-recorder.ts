import { type FileStat, readEntries, type TransferWatcher } from "../../buildkit/session/index.js";
import { QuickHash } from "../../util/quick-hash.js";
import type { ListedFile, Listing } from "./listing.js";

/** So many files at most are kept a list of. More of them would take more memory than the build itself. */
const mostEntries = 40_000;

/**
 * Gathers what is listed and sent of a directory. Costs little: what it means is read later, and only if it is new. Of a
 * directory with very many files there is the digest alone.
 */
export class ListingRecorder {
  readonly #transfers: RecordedTransfer[] = [];
  #entries = 0;
  #open = 0;
  #digest: string | undefined;
  #isUnchanged = true;

  /** Watches one more transfer of the directory. */
  begin(): TransferWatcher {
    const transfer = new RecordedTransfer();
    this.#transfers.push(transfer);
    this.#open++;
    this.#digest = undefined;
    return {
      listed: (packets, entries) => {
        this.#entries += entries;
        transfer.packets.push(packets);
        if (this.isTooLong) for (const each of this.#transfers) each.drop();
      },
      sent: (entry, hash) => {
        this.#isUnchanged = false;
        if (!this.isTooLong) transfer.sent.set(entry, hash === undefined ? "" : shortHash(hash));
      },
      done: () => {
        this.#open--;
        // The daemon has work of its own now.
        setImmediate(() => this.isComplete && this.digest());
      },
    };
  }

  /** There are more files than a list is kept of. */
  get isTooLong(): boolean {
    return this.#entries > mostEntries;
  }

  /** All transfers that began came to their end. */
  get isComplete(): boolean {
    return this.#open === 0 && this.#transfers.length > 0;
  }

  /** The daemon asked for nothing: it has all files as they are listed. */
  get isUnchanged(): boolean {
    return this.#isUnchanged;
  }

  /** Names the list: equal for equal lists. */
  digest(): string {
    if (this.#digest === undefined) {
      const hash = new QuickHash();
      for (const transfer of this.#transfers) hash.add(transfer.digest());
      this.#digest = hash.hex();
    }
    return this.#digest;
  }

  /**
   * The list, with hashes of what was sent now, and for the rest those of earlier lists, the first that has one. None if
   * {@link isTooLong}.
   */
  *entries(...earlier: readonly (Listing | undefined)[]): Generator<[path: string, file: ListedFile], void> {
    if (this.isTooLong) return;
    for (const transfer of this.#transfers) {
      let number = 0;
      for (const { path, mode, size, modTime, linkname } of transfer.entries()) {
        const file = { mode, size, time: String(modTime), link: linkname };
        yield [path, { ...file, hash: transfer.sent.get(number++) ?? inherited(file, path, earlier) }];
      }
    }
  }
}

class RecordedTransfer {
  /** As they were written: one after another, in pieces of many. */
  readonly packets: Uint8Array[] = [];
  /** Hashes by number of the entry. */
  readonly sent = new Map<number, string>();
  /** Of what is not kept any more. */
  #dropped: QuickHash | undefined;

  drop(): void {
    this.#dropped = this.#hash();
    this.packets.length = 0;
    this.sent.clear();
  }

  digest(): string {
    return this.#hash().hex();
  }

  *entries(): Generator<FileStat, void> {
    for (const packets of this.packets) yield* readEntries(packets);
  }

  #hash(): QuickHash {
    const hash = this.#dropped?.copy() ?? new QuickHash();
    for (const packets of this.packets) hash.add(packets);
    return hash;
  }
}

function shortHash(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, 12).toString("base64url");
}

function inherited(
  { mode, size, time, link }: Omit<ListedFile, "hash">,
  path: string,
  earlier: readonly (Listing | undefined)[],
): string {
  for (const list of earlier) {
    const last = list?.get(path);
    if (last === undefined || last.hash === "") continue;
    if (last.mode === mode && last.size === size && last.time === time && last.link === link)
      return last.hash;
  }
  return "";
}
