import { readPacket, type TransferWatcher } from "../../buildkit/session/index.js";
import { QuickHash } from "../../util/quick-hash.js";
import type { ListedFile, Listing } from "./listing.js";

const firstSize = 64 << 10;

/** Gathers what is listed and sent of a directory. Costs little: what it means is read later, and only if it is new. */
export class ListingRecorder {
  #bytes = Buffer.allocUnsafe(firstSize);
  #length = 0;
  #entries = 0;
  #begun = 0;
  #open = 0;
  readonly #sent = new Map<number, string>();

  /** Watches one more transfer of the directory. */
  begin(): TransferWatcher {
    const numbers: number[] = [];
    this.#begun++;
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
    return this.#open === 0 && this.#begun > 0;
  }

  /** The daemon asked for nothing: it has all files as they are listed. */
  get isUnchanged(): boolean {
    return this.#sent.size === 0;
  }

  /** Names the list: equal for equal lists. */
  digest(): string {
    return new QuickHash().add(this.#bytes.subarray(0, this.#length)).hex();
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
