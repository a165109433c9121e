import { SlipwayError } from "../../../../errors/index.js";
import { GrpcCode, GrpcError, type ServerCall } from "../../../transport/types.js";
import { Slice } from "../slice.js";
import { isEscapedName, printableName } from "../tree/byte-names.js";
import type { FileStat } from "../tree/file-stat.js";
import type { FileTree } from "../tree/file-tree.js";
import { goType } from "../tree/go-mode.js";
import { type MapStat, walkInTurns } from "../walk/walk.js";
import type { WalkFilter } from "../walk/walk-filter.js";
import { readPacket } from "../wire/packet-reader.js";
import { finPacket, PacketType, PacketWriter } from "../wire/packet-writer.js";
import { ContentSender } from "./send-content.js";
import type { TransferWatcher } from "./transfer-watcher.js";

/** How far the list may run ahead of what the daemon has asked for while content waits to be sent. */
const entriesAhead = 2000;

/** Progress of one transfer. */
export interface SendProgress {
  /** Entries listed so far. */
  readonly entries: number;
  /** Content bytes sent so far. */
  readonly bytes: number;
  /** Content bytes of all files the daemon has asked for so far. */
  readonly wanted: number;
}

/** Options of {@link sendTree}. */
export interface SendTreeOptions {
  readonly filter: WalkFilter;
  readonly map?: MapStat | undefined;
  /** Called for each file that is asked for, beside that at most once per turn of the event loop, and at the end. */
  readonly onProgress?: ((progress: SendProgress) => void) | undefined;
  readonly watcher?: TransferWatcher | undefined;
}

/**
 * Sends a tree over one FileSync.DiffCopy call: lists every entry, sends the content the daemon asks for, and returns
 * when the daemon has all it wanted.
 *
 * @throws SlipwayError `io-error` naming a file that cannot be read; the daemon is told the same.
 * @throws GrpcError when the daemon gave up or broke the call.
 */
export async function sendTree(call: ServerCall, tree: FileTree, options: SendTreeOptions): Promise<void> {
  await new TreeSender(call, tree, options).run();
}

/** A file that the daemon has asked for. */
interface Request {
  /** Its entry number. */
  readonly id: number;
  readonly path: string;
  readonly size: number;
}

class TreeSender {
  readonly #call: ServerCall;
  readonly #tree: FileTree;
  readonly #options: SendTreeOptions;
  readonly #writer: PacketWriter;
  readonly #content: ContentSender;
  readonly #slice = new Slice();
  /** Paths and sizes by entry number; a path until it is asked for, and of plain files alone. Objects take twice this. */
  readonly #paths: (string | undefined)[] = [];
  readonly #sizes: number[] = [];
  #requested: Request[] = [];
  #served = 0;
  #entries = 0;
  #wanted = 0;
  #lastRequest = -1;
  #listed = false;
  #finished = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(call: ServerCall, tree: FileTree, options: SendTreeOptions) {
    this.#call = call;
    this.#tree = tree;
    this.#options = options;
    const { watcher } = options;
    this.#writer = new PacketWriter(watcher && ((packets, entries) => watcher.listed(packets, entries)));
    this.#content = new ContentSender(call, this.#writer, options.watcher);
  }

  async run(): Promise<void> {
    this.#call
      .receive((message) => this.#receive(message))
      .then(
        () => this.#fail(new GrpcError(GrpcCode.Canceled, "the daemon ended the transfer early")),
        (error: unknown) => this.#fail(error),
      );
    try {
      await this.#loop();
    } catch (error) {
      // Told as a packet, the message reaches the user; a status alone is lost when the daemon reads no further.
      if (error instanceof SlipwayError) this.#call.send(this.#writer.error(error.message));
      throw error;
    }
    this.#call.send(finPacket);
    // A daemon that has enough before the end has no list to keep notes of.
    if (this.#listed) this.#options.watcher?.done();
    this.#report();
  }

  async #loop(): Promise<void> {
    const { filter, map } = this.#options;
    const listing = walkInTurns(this.#tree, filter, map, () => this.#slice.over);
    while (!this.#finished) {
      if (this.#failure) throw this.#failure.error;
      const waiting = this.#requested.length - this.#served;
      if (!this.#listed && (waiting === 0 || this.#entries - this.#lastRequest < entriesAhead)) {
        await this.#list(listing);
      }
      if (this.#requested.length > this.#served) await this.#serve();
      else if (this.#listed) await this.#sleep();
    }
  }

  /** Lists entries for one slice, or until the list is far enough ahead of the requests. */
  async #list(listing: Iterator<FileStat | undefined, void>): Promise<void> {
    for (let count = 0; count < entriesAhead; count++) {
      const { value: stat, done } = listing.next();
      if (done) {
        this.#listed = true;
        this.#call.send(this.#writer.endOfListing());
        return;
      }
      if (stat === undefined) break;
      this.#checkNames(stat);
      this.#entries++;
      this.#paths.push(goType(stat.mode) === 0 && stat.linkname === "" ? stat.path : undefined);
      this.#sizes.push(stat.size);
      if (!this.#call.send(this.#writer.stat(stat))) {
        await this.#call.drain();
        break;
      }
      if (count % 16 === 15 && this.#slice.over) break;
    }
    await this.#turn();
  }

  /** The protocol's strings are UTF-8, and a daemon breaks the call with an error that names nothing. */
  #checkNames(stat: FileStat): void {
    const what = isEscapedName(stat.path) ? "name" : isEscapedName(stat.linkname) ? "target" : undefined;
    if (what === undefined) return;
    const path = printableName(`${this.#tree.name}/${stat.path}`);
    throw new SlipwayError("unsupported", `cannot send ${path}: its ${what} is not UTF-8`, {
      hint: "Rename it, or exclude it in .dockerignore.",
      details: { path },
    });
  }

  /** Sends requested files for one slice. */
  async #serve(): Promise<void> {
    while (this.#served < this.#requested.length && !this.#failure) {
      const request = this.#requested[this.#served++];
      if (request === undefined) break;
      const { id, path, size } = request;
      const pending = this.#content.send(id, this.#tree.content(path), size, `${this.#tree.name}/${path}`);
      if (pending) await pending;
      if (pending || this.#slice.over) break;
    }
    if (this.#served > 1024 || this.#served === this.#requested.length) {
      this.#requested = this.#requested.slice(this.#served);
      this.#served = 0;
    }
    await this.#turn();
  }

  async #turn(): Promise<void> {
    this.#report();
    await this.#slice.yield();
  }

  #report(): void {
    this.#options.onProgress?.({ entries: this.#entries, bytes: this.#content.sent, wanted: this.#wanted });
  }

  #receive(message: Uint8Array): void {
    const packet = readPacket(message);
    if (packet.type === PacketType.request) {
      const path = this.#paths[packet.id];
      if (path === undefined) {
        throw new SlipwayError("protocol-error", `the daemon asked for invalid file id ${packet.id}`);
      }
      this.#paths[packet.id] = undefined;
      const size = this.#sizes[packet.id] ?? 0;
      this.#wanted += size;
      this.#report();
      this.#requested.push({ id: packet.id, path, size });
      this.#lastRequest = Math.max(this.#lastRequest, packet.id);
    } else if (packet.type === PacketType.fin) this.#finished = true;
    else if (packet.type === PacketType.error) {
      const text = Buffer.from(packet.data).toString();
      this.#failure ??= { error: new GrpcError(GrpcCode.Unknown, `error from receiver: ${text}`) };
    }
    this.#rouse();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#rouse();
  }

  #rouse(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  async #sleep(): Promise<void> {
    if (this.#finished || this.#failure || this.#requested.length > this.#served) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#slice.restart();
  }
}
