import { closeSync } from "node:fs";
import { SlipwayError } from "../../../../errors/index.js";
import { extendedAttributes } from "../../../../util/extended-attributes.js";
import { undoAtExit } from "../../../../util/undo-at-exit.js";
import type { PieceReceiver, ServerCall } from "../../../transport/types.js";
import { Slice } from "../slice.js";
import type { FileStat } from "../tree/file-stat.js";
import { readDataStart } from "../wire/data-start.js";
import { readPacket } from "../wire/packet-reader.js";
import { finPacket, PacketType, PacketWriter } from "../wire/packet-writer.js";
import { Destination } from "./destination.js";
import { DiskSync } from "./disk-sync.js";
import { EntryOrder } from "./entry-order.js";
import { FileWriter } from "./file-writer.js";
import { TreeWriter } from "./tree-writer.js";

/** Files that may be asked for or being written at once. */
const maxWanted = 64;

/** Finished files and directories that may wait for the disk. */
const maxSyncing = 256;

/** Options of {@link receiveDirectory}. */
export interface ReceiveDirectoryOptions {
  /** `copy` adds to what the directory holds, `delete` makes it equal to what is sent. */
  readonly mode: "copy" | "delete";
}

/**
 * Receives a tree over one FileSend.DiffCopy call into a directory, which is made if it is missing. Resolves when
 * everything is on the disk. Several calls may write into one directory at once.
 *
 * Files belong to the running user. Times are exact to the microsecond. Extended attributes are set where they can be.
 * Content is written as it comes, with at most a few MiB in memory; the daemon may list entries faster
 * than they can be made, and what it lists ahead is kept.
 *
 * @throws SlipwayError `protocol-error` when the daemon sends an entry outside the directory or breaks the protocol
 * (nothing is written outside); `io-error` or `disk-full` naming the file.
 */
export async function receiveDirectory(
  call: ServerCall,
  destination: string,
  options: ReceiveDirectoryOptions,
): Promise<void> {
  const place = new Destination(destination, await extendedAttributes());
  const receiver = new DirectoryReceiver(call, place, options.mode === "delete");
  await receiver.run();
}

interface Listed {
  readonly id: number;
  /** Undefined: the listing is complete. */
  readonly stat: FileStat | undefined;
}

class DirectoryReceiver {
  readonly #call: ServerCall;
  readonly #destination: Destination;
  readonly #tree: TreeWriter;
  readonly #writer = new PacketWriter();
  readonly #order = new EntryOrder();
  readonly #slice = new Slice();
  readonly #sync: DiskSync;
  readonly #files = new Map<number, FileWriter>();
  /** Entries that wait for one of the open files to be finished. */
  #waiting: Listed[] = [];
  #made = 0;
  #entries = 0;
  #listed = false;
  #syncing = false;
  #finished = false;
  #failed = false;
  #reject: (error: unknown) => void = () => undefined;

  constructor(call: ServerCall, destination: Destination, deletes: boolean) {
    this.#call = call;
    this.#destination = destination;
    this.#sync = new DiskSync(destination.root, (error) => this.#synced(error));
    this.#tree = new TreeWriter(destination, deletes, (fd, path) =>
      this.#sync.add(fd, destination.absolute(path), 0),
    );
  }

  async run(): Promise<void> {
    const failure = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    const forget = undoAtExit(() => {
      for (const { fd, stat } of this.#files.values()) this.#destination.discardFile(stat.path, fd);
    });
    try {
      const received = this.#call.receive(
        (message) => this.#receive(message),
        (start, length) => this.#split(start, length),
      );
      await Promise.race([received, failure]);
      if (!this.#finished) throw new SlipwayError("protocol-error", "the daemon ended the transfer early");
    } catch (error) {
      this.#failed = true;
      if (error instanceof SlipwayError) this.#call.send(this.#writer.error(error.message));
      await this.#discard();
      throw error;
    } finally {
      forget();
    }
  }

  #receive(message: Uint8Array): void | Promise<void> {
    if (this.#failed) return;
    const { type, id, data, stat } = readPacket(message);
    switch (type) {
      case PacketType.stat:
        this.#list(stat);
        break;
      case PacketType.data: {
        const pending = this.#content(id, data);
        if (pending) return pending;
        break;
      }
      case PacketType.error:
        throw new SlipwayError("build-failed", `error from sender: ${Buffer.from(data).toString()}`);
      case PacketType.fin:
        break;
      default:
        throw new SlipwayError("protocol-error", `the daemon sent a packet of unknown type ${type}`);
    }
    return this.#pause();
  }

  /** Content goes into its file as it comes: put together first, every byte of it would be copied once more. */
  #split(start: Uint8Array, length: number): PieceReceiver | undefined {
    const packet = this.#failed ? undefined : readDataStart(start, length);
    if (packet === undefined) return undefined;
    const file = this.#file(packet.id);
    const take = (piece: Uint8Array) => {
      if (this.#failed) return;
      return file.write(piece) ?? this.#pause();
    };
    return { prefix: packet.prefix, take };
  }

  #pause(): void | Promise<void> {
    if (this.#slice.over) return this.#slice.yield();
  }

  #list(stat: FileStat | undefined): void {
    if (this.#listed) throw new SlipwayError("protocol-error", "the daemon sent an entry after the last one");
    if (stat === undefined) this.#listed = true;
    else this.#order.next(stat);
    this.#waiting.push({ id: this.#entries++, stat });
    if (this.#waiting.length === this.#made + 1) this.#work();
  }

  #content(id: number, data: Uint8Array): void | Promise<void> {
    const file = this.#file(id);
    if (data.length > 0) return file.write(data);
    const finishing = file.finish();
    if (finishing) return finishing.then(() => this.#fileDone(id, file));
    this.#fileDone(id, file);
  }

  #file(id: number): FileWriter {
    const file = this.#files.get(id);
    if (file !== undefined) return file;
    throw new SlipwayError("protocol-error", `the daemon sent data of invalid file id ${id}`);
  }

  #fileDone(id: number, file: FileWriter): void {
    if (this.#failed) return;
    this.#files.delete(id);
    this.#sync.add(file.fd, file.absolute, file.stat.size);
    this.#work();
  }

  /** Makes listed entries while there is room for open files. */
  #work(): void {
    while (
      this.#made < this.#waiting.length &&
      this.#files.size < maxWanted &&
      this.#sync.size < maxSyncing
    ) {
      const listed = this.#waiting[this.#made++];
      if (listed?.stat === undefined) this.#endTree();
      else this.#make(listed.id, listed.stat);
    }
    if (this.#made === this.#waiting.length || this.#made > 1024) {
      this.#waiting = this.#waiting.slice(this.#made);
      this.#made = 0;
    }
    this.#finishIfDone();
  }

  #endTree(): void {
    this.#tree.finish();
    const root = this.#destination.openRoot();
    if (root !== undefined) this.#sync.add(root, this.#destination.root, 0);
  }

  #make(id: number, stat: FileStat): void {
    const fd = this.#tree.add(stat);
    if (fd === undefined) return;
    this.#files.set(id, new FileWriter(fd, stat, this.#destination.absolute(stat.path)));
    this.#call.send(this.#writer.request(id));
  }

  #synced(error: unknown): void {
    if (this.#failed) return;
    try {
      if (error !== undefined) throw error;
      this.#work();
    } catch (cause) {
      this.#failed = true;
      this.#reject(cause);
    }
  }

  #finishIfDone(): void {
    const busy = this.#files.size + this.#sync.size + this.#waiting.length > 0;
    if (busy || !this.#listed || this.#syncing) return;
    this.#syncing = true;
    this.#sync.finish().then(() => {
      this.#finished = true;
      this.#call.send(finPacket);
    }, this.#reject);
  }

  /** Closes what is open, and removes files that would look complete but are not. */
  async #discard(): Promise<void> {
    for (const file of this.#files.values()) {
      await file.abandon();
      try {
        this.#destination.discardFile(file.stat.path, file.fd);
      } catch {
        // The failure that led here is the one to report.
      }
      closeSync(file.fd);
    }
    this.#files.clear();
    this.#sync.abandon();
  }
}
