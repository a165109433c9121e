import type { SyncRequest } from "./metadata.js";

/** Is told what one transfer lists and sends, to keep notes of it. Nothing of it may throw or take long. */
export interface TransferWatcher {
  /**
   * The next entries, as the packets that list them, one after another: theirs who is told. Entries are numbered from 0.
   * They may come later than {@link sent} of them, and all have come when it is {@link done}.
   */
  listed(packets: Uint8Array, entries: number): void;
  /** A file that the daemon asked for has been sent; SHA-256 of what was, undefined for a large file. */
  sent(entry: number, hash: Uint8Array | undefined): void;
  /** The transfer is through. */
  done(): void;
}

/** Gives the watcher of a transfer, undefined for none. */
export type WatchTransfer = (request: SyncRequest) => TransferWatcher | undefined;
