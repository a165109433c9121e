import { createHash, hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync, readv } from "node:fs";
import { SlipwayError } from "../../../../errors/index.js";
import { dropBytes, fillViews } from "../../../../util/byte-views.js";
import { errorCode } from "../../../../util/error-code.js";
import { fileError } from "../../../../util/file-error.js";
import type { ServerCall } from "../../../transport/types.js";
import type { FileContent } from "../tree/file-tree.js";
import { maxDataPrefix, type PacketWriter } from "../wire/packet-writer.js";
import type { TransferWatcher } from "./transfer-watcher.js";

/** Content bytes of one DATA packet: BuildKit takes messages of up to 16 MiB, and 1 MiB measured best. */
const chunkSize = 1 << 20;

/** Bytes; larger files are not hashed for a watcher: that would take longer than to send them. */
const largestHashed = 16 << 20;

/** Files up to this size are read in one call and copied, which is faster than asking for their size first. */
const smallFile = 128 << 10;

// Neither a symlink nor a pipe that took the file's place may be opened: the one leads away, the other blocks.
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Errors of open() that mean the file is no longer what was listed; it is then sent as empty, as buildx does. */
const goneCodes: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENXIO"]);

/** Sends the content of files as DATA packets. */
export class ContentSender {
  readonly #call: ServerCall;
  readonly #writer: PacketWriter;
  readonly #scratch = Buffer.allocUnsafe(maxDataPrefix + smallFile);
  readonly #chunkSize: number;
  readonly #watcher: Pick<TransferWatcher, "sent"> | undefined;
  /** Content bytes sent so far. */
  sent = 0;

  /** @param watcher is told the hash of each file's content */
  constructor(call: ServerCall, writer: PacketWriter, watcher?: Pick<TransferWatcher, "sent">) {
    this.#watcher = watcher;
    this.#call = call;
    this.#writer = writer;
    this.#chunkSize = Math.min(chunkSize, call.maxFill);
  }

  /**
   * Sends one file's content and its end. Returns no promise when nothing has to be waited for.
   *
   * @param expected The size the file had when it was listed.
   * @param name The file as errors name it.
   * @throws SlipwayError `io-error` naming a file that cannot be read or shrinks while it is read.
   */
  send(id: number, content: FileContent, expected: number, name: string): void | Promise<void> {
    if (content.kind === "chunks") return this.#sendChunks(id, content.open(), name);
    const fd = open(content.path, name);
    if (fd === undefined) {
      this.#watcher?.sent(id, undefined);
      return this.#end(id);
    }
    if (expected >= smallFile) return this.#sendLarge(id, fd, name);
    let length: number;
    try {
      length = readSync(fd, this.#scratch, maxDataPrefix, smallFile, 0);
    } catch (cause) {
      closeSync(fd);
      throw fileError("cannot read", name, cause);
    }
    if (length === smallFile) return this.#sendLarge(id, fd, name);
    closeSync(fd);
    if (length > 0) this.#sendScratch(id, length);
    if (this.#watcher) {
      const content = this.#scratch.subarray(maxDataPrefix, maxDataPrefix + length);
      this.#watcher.sent(id, hash("sha256", content, "buffer"));
    }
    return this.#end(id);
  }

  /** Sends what the scratch buffer holds behind the room for the packet's head. */
  #sendScratch(id: number, length: number): void {
    const prefix = this.#writer.dataPrefix(id, length);
    const start = maxDataPrefix - prefix.length;
    this.#scratch.set(prefix, start);
    this.#call.send(this.#scratch.subarray(start, maxDataPrefix + length));
    this.sent += length;
  }

  /** Sends what the file holds now; what is appended meanwhile is left out, so that a growing log comes to an end. */
  async #sendLarge(id: number, fd: number, name: string): Promise<void> {
    try {
      const { size } = fstatSync(fd);
      const hashed = this.#watcher && size <= largestHashed ? createHash("sha256") : undefined;
      let position = 0;
      while (position < size) {
        const start = position;
        const length = Math.min(this.#chunkSize, Math.min(size, fstatSync(fd).size) - start);
        if (length <= 0) break;
        const fill = async (views: Uint8Array[]) => {
          await readFully(fd, views, start, length, name);
          if (hashed !== undefined) for (const view of views) hashed.update(view);
        };
        await this.#call.sendFilled(this.#writer.dataPrefix(id, length), length, fill);
        position += length;
        this.sent += length;
      }
      this.#watcher?.sent(id, hashed?.digest());
    } catch (cause) {
      throw errorCode(cause) === undefined ? cause : fileError("cannot read", name, cause);
    } finally {
      closeSync(fd);
    }
    await this.#end(id);
  }

  async #sendChunks(
    id: number,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    name: string,
  ): Promise<void> {
    const hashed = this.#watcher && createHash("sha256");
    try {
      for await (const chunk of chunks) {
        hashed?.update(chunk);
        for (let at = 0; at < chunk.length; at += this.#chunkSize) {
          const part = chunk.subarray(at, at + this.#chunkSize);
          const prefix = this.#writer.dataPrefix(id, part.length);
          await this.#call.sendFilled(prefix, part.length, (views) => fillViews(views, part));
          this.sent += part.length;
        }
      }
      this.#watcher?.sent(id, hashed?.digest());
    } catch (cause) {
      throw this.#call.signal.aborted ? cause : fileError("cannot read", name, cause);
    }
    await this.#end(id);
  }

  #end(id: number): void | Promise<void> {
    if (!this.#call.send(this.#writer.endOfFile(id))) return this.#call.drain();
  }
}

function open(path: string, name: string): number | undefined {
  try {
    return openSync(path, openFlags);
  } catch (cause) {
    if (goneCodes.has(errorCode(cause))) return undefined;
    throw fileError("cannot open", name, cause);
  }
}

/** Fills the views from the file. The packet's length is already written, so a shorter file is an error. */
async function readFully(
  fd: number,
  views: Uint8Array[],
  position: number,
  length: number,
  name: string,
): Promise<void> {
  let done = await readOnce(fd, views, position);
  while (done < length) {
    const read = await readOnce(fd, dropBytes(views, done), position + done);
    if (read === 0) throw new SlipwayError("io-error", `file ${name} shrank while it was being sent`);
    done += read;
  }
}

function readOnce(fd: number, views: Uint8Array[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    readv(fd, views, position, (error, read) => (error ? reject(error) : resolve(read)));
  });
}
