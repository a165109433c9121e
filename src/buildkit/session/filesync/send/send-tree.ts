import { SlipwayError } from "../../../../errors/index.js";
import { GrpcCode, GrpcError, type ServerCall } from "../../../transport/types.js";
import { Slice } from "../slice.js";
import { isEscapedName, printableName } from "../tree/byte-names.js";
import type { FileStat } from "../tree/file-stat.js";
import type { FileTree } from "../tree/file-tree.js";
import { goType } from "../tree/go-mode.js";
import { type MapStat, walk } from "../walk/walk.js";
import type { WalkFilter } from "../walk/walk-filter.js";
import { readPacket } from "../wire/packet-reader.js";
import { endOfListing, finPacket, PacketType, PacketWriter } from "../wire/packet-writer.js";
import { ContentSender } from "./send-content.js";

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

interface Requestable {
  readonly path: string;
  readonly size: number;
}

class TreeSender {
  readonly #call: ServerCall;
  readonly #tree: FileTree;
  readonly #options: SendTreeOptions;
  readonly #writer = new PacketWriter();
  readonly #content: ContentSender;
  readonly #slice = new Slice();
  /** Plain files by entry number, until they are asked for. */
  readonly #files = new Map<number, Requestable>();
  #requested: { readonly id: number; readonly file: Requestable }[] = [];
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
    this.#content = new ContentSender(call, this.#writer);
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
    this.#report();
  }

  async #loop(): Promise<void> {
    const listing = walk(this.#tree, this.#options.filter, this.#options.map);
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
  async #list(listing: Iterator<FileStat, void>): Promise<void> {
    for (let count = 0; count < entriesAhead; count++) {
      const { value: stat, done } = listing.next();
      if (done || stat === undefined) {
        this.#listed = true;
        this.#call.send(endOfListing);
        return;
      }
      this.#checkNames(stat);
      const id = this.#entries++;
      if (goType(stat.mode) === 0 && stat.linkname === "") {
        this.#files.set(id, { path: stat.path, size: stat.size });
      }
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
      const { id, file } = request;
      const name = `${this.#tree.name}/${file.path}`;
      const pending = this.#content.send(id, this.#tree.content(file.path), file.size, name);
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
      const file = this.#files.get(packet.id);
      if (file === undefined) {
        throw new SlipwayError("protocol-error", `the daemon asked for invalid file id ${packet.id}`);
      }
      this.#files.delete(packet.id);
      this.#wanted += file.size;
      this.#report();
      this.#requested.push({ id: packet.id, file });
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
