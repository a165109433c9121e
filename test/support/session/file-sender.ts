import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { receiveDirectory } from "../../../src/buildkit/session/filesync/receive/receive-directory.js";
import type { FileStat } from "../../../src/buildkit/session/filesync/tree/file-stat.js";
import { GoMode } from "../../../src/buildkit/session/filesync/tree/go-mode.js";
import { readPacket } from "../../../src/buildkit/session/filesync/wire/packet-reader.js";
import {
  endOfListing,
  finPacket,
  PacketType,
  PacketWriter,
} from "../../../src/buildkit/session/filesync/wire/packet-writer.js";
import { MemoryCall } from "../memory-call.js";

/** A directory as it is listed. */
export const directory = (path: string, mode = 0o755) => entry(path, GoMode.directory + mode);

/** A file as it is listed, with what is sent when it is asked for. */
export const file = (path: string, content = "", mode = 0o644) => ({
  ...entry(path, mode, content.length),
  content,
});

/** A symbolic link as it is listed. */
export const symlink = (path: string, linkname: string) => ({
  ...entry(path, GoMode.symlink | 0o777),
  linkname,
});

/** Another name of a file as it is listed. */
export const hardLink = (path: string, linkname: string) => ({ ...entry(path, 0o644), linkname });

/** An entry as it is listed. */
export function entry(path: string, mode: number, size = 0): FileStat {
  const modTime = 1_700_000_000_000_000_000n;
  return { path, mode, uid: 0, gid: 0, size, modTime, linkname: "", devMajor: 0, devMinor: 0 };
}

/** What a transfer ends with that a daemon has broken. */
export const protocolError = expect.objectContaining({ code: "protocol-error" });

/** Lets everything happen that can happen without another message. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** A daemon that sends files into a directory, which lies beside one that nothing may be written to; new for each test. */
export function fileSender() {
  let base: string;
  let destination: string;
  let outside: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), "slipway-receive-"));
    destination = join(base, "destination");
    outside = join(base, "outside");
    mkdirSync(destination);
    mkdirSync(outside);
    writeFileSync(join(outside, "victim"), "untouched");
  });
  afterEach(() => {
    expect(readdirSync(outside)).toEqual(["victim"]);
    expect(readFileSync(join(outside, "victim"), "utf8")).toBe("untouched");
    rmSync(base, { recursive: true, force: true });
  });
  /** A daemon that sends the entries as they are, and the content of what is asked for. */
  class Daemon {
    readonly call = new MemoryCall();
    readonly done: Promise<void>;
    errors: string[] = [];
    readonly #writer = new PacketWriter();
    readonly #entries: (FileStat & { content?: string })[] = [];

    constructor(mode: "copy" | "delete" = "copy") {
      this.call.onSent = (message) => this.#answer(message);
      this.done = receiveDirectory(this.call, destination, { mode });
      this.done.catch(() => undefined);
    }

    send(...entries: (FileStat & { content?: string })[]): this {
      for (const one of entries) {
        this.#entries.push(one);
        this.#push(this.#writer.stat(one));
      }
      return this;
    }

    end(): Promise<void> {
      this.#push(endOfListing);
      return this.done;
    }

    data(id: number, content: string): void {
      if (content !== "") {
        this.#push(Buffer.concat([this.#writer.dataPrefix(id, content.length), Buffer.from(content)]));
      }
      this.#push(this.#writer.endOfFile(id));
    }

    #push(message: Uint8Array): void {
      this.call.push(Uint8Array.from(message));
    }

    #answer(message: Uint8Array): void {
      const { type, id, data } = readPacket(message);
      if (type === PacketType.error) this.errors.push(Buffer.from(data).toString());
      const content = this.#entries[id]?.content;
      if (type === PacketType.request && content !== undefined) this.data(id, content);
      if (type === PacketType.fin) {
        this.#push(finPacket);
        this.call.end();
      }
    }
  }
  const receive = (...entries: (FileStat & { content?: string })[]) => new Daemon().send(...entries).end();
  return {
    get base() {
      return base;
    },
    get destination() {
      return destination;
    },
    set destination(path) {
      destination = path;
    },
    get outside() {
      return outside;
    },
    Daemon,
    receive,
  };
}
