import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryCall } from "../../../../../test/support/memory-call.js";
import type { FileStat } from "../tree/file-stat.js";
import { GoMode } from "../tree/go-mode.js";
import { readPacket } from "../wire/packet-reader.js";
import { endOfListing, finPacket, PacketType, PacketWriter } from "../wire/packet-writer.js";
import { receiveDirectory } from "./receive-directory.js";

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

const directory = (path: string, mode = 0o755) => entry(path, GoMode.directory + mode);
const file = (path: string, content = "", mode = 0o644) => ({
  ...entry(path, mode, content.length),
  content,
});
const symlink = (path: string, linkname: string) => ({ ...entry(path, GoMode.symlink | 0o777), linkname });
const hardLink = (path: string, linkname: string) => ({ ...entry(path, 0o644), linkname });

function entry(path: string, mode: number, size = 0): FileStat {
  const modTime = 1_700_000_000_000_000_000n;
  return { path, mode, uid: 0, gid: 0, size, modTime, linkname: "", devMajor: 0, devMinor: 0 };
}

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
const protocolError = expect.objectContaining({ code: "protocol-error" });

describe("a daemon that sends a path outside the destination", () => {
  const bad = [
    "../outside/new",
    "..",
    ".",
    "",
    "/etc/passwd",
    "a/../../outside/new",
    "a//b",
    "./a",
    "a/",
    "a\0b",
  ];
  it.each(bad)("is refused: %j", async (path) => {
    const daemon = new Daemon().send(file(path, "evil"));
    await expect(daemon.end()).rejects.toEqual(protocolError);
    expect(daemon.errors).toHaveLength(1);
    expect(readdirSync(destination)).toEqual([]);
  });

  it("is refused whatever the path looks like", async () => {
    const part = fc.constantFrom("..", ".", "", "a", "...", "..a", "outside");
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 5 }), async (parts) => {
        const plain = parts.every((one) => !["..", ".", ""].includes(one));
        const received = receive(
          directory(parts[0] ?? ""),
          file(parts.slice(0, 2).join("/"), "x"),
          file(parts.join("/")),
        );
        if (!plain) await expect(received).rejects.toEqual(protocolError);
        else await received.catch((error) => expect(error).toEqual(protocolError));
        expect(readdirSync(base).sort()).toEqual(["destination", "outside"]);
      }),
      { numRuns: 50 },
    );
  });

  it("is refused when it goes through a symlink it sent", async () => {
    await expect(receive(symlink("a", outside), file("a/victim", "evil"))).rejects.toEqual(protocolError);
    expect(readlinkSync(join(destination, "a"))).toBe(outside);
  });

  it("cannot go through a symlink that was there: a directory takes its place", async () => {
    symlinkSync(outside, join(destination, "a"));
    await receive(directory("a"), file("a/victim", "evil"));
    expect(lstatSync(join(destination, "a")).isDirectory()).toBe(true);
    expect(readFileSync(join(destination, "a/victim"), "utf8")).toBe("evil");
  });

  it("cannot write through a symlink or hard link that was there", async () => {
    symlinkSync(join(outside, "victim"), join(destination, "a"));
    linkSync(join(outside, "victim"), join(destination, "b"));
    await receive(file("a", "new a"), file("b", "new b"));
    expect(readFileSync(join(destination, "a"), "utf8")).toBe("new a");
    expect(readFileSync(join(destination, "b"), "utf8")).toBe("new b");
  });

  it("cannot delete through a symlink that was there", async () => {
    symlinkSync(outside, join(destination, "a"));
    await new Daemon("delete").send(file("b")).end();
    expect(readdirSync(destination)).toEqual(["b"]);
  });

  it.each(["../outside/victim", "/etc/passwd", "z/later", "link/victim"])(
    "is refused when it links to %j",
    async (target) => {
      symlinkSync(outside, join(destination, "link"));
      await expect(receive(hardLink("q", target))).rejects.toEqual(protocolError);
      expect(existsSync(join(destination, "q"))).toBe(false);
    },
  );

  it("cannot use a second transfer to swap a directory for a symlink", async () => {
    const first = new Daemon().send(directory("a"));
    await settle();
    const second = new Daemon().send(symlink("a", outside));
    await settle();
    first.send(file("a/victim", "evil"));
    await expect(first.end()).rejects.toEqual(protocolError);
    await second.end();
    expect(readlinkSync(join(destination, "a"))).toBe(outside);
  });

  it("cannot use a transfer to another directory to swap the destination itself", async () => {
    const inner = join(destination, "inner");
    mkdirSync(inner);
    const outer = destination;
    destination = inner;
    const first = new Daemon().send(file("a", "fine"));
    await settle();
    destination = outer;
    await receive(symlink("inner", outside));
    first.send(file("victim", "evil"));
    await expect(first.end()).rejects.toEqual(protocolError);
  });
});

describe("a daemon that breaks the protocol is refused", () => {
  it.each([
    ["an entry before its parent", [file("a/b")]],
    ["a child of a file", [file("a"), file("a/b")]],
    ["siblings in the wrong order", [file("b"), file("a")]],
    ["an entry twice", [directory("a"), directory("a")]],
    ["a directory taken up again", [directory("a"), file("b"), file("a/c")]],
    ["order by whole paths, not by components", [directory("a"), file("a-b"), file("a/c")]],
  ])("%s", async (_, entries) => {
    await expect(receive(...entries)).rejects.toThrow("changes out of order");
  });

  it("data nobody asked for", async () => {
    const daemon = new Daemon();
    daemon.data(7, "x");
    await expect(daemon.done).rejects.toThrow("invalid file id 7");
  });

  it.each([
    ["less", "ab"],
    ["more", "abcd"],
  ])("%s content than was said, and the file is not left behind", async (_, content) => {
    writeFileSync(join(destination, "kept"), "kept");
    await expect(receive({ ...file("a", content), size: 3 })).rejects.toThrow("bytes of a, which has 3");
    expect(readdirSync(destination)).toEqual(["kept"]);
  });

  it("an end before the end", async () => {
    const daemon = new Daemon().send(file("a", "x"));
    daemon.call.end();
    await expect(daemon.done).rejects.toThrow("ended the transfer early");
  });

  it("bytes that are no packet", async () => {
    const daemon = new Daemon();
    daemon.call.push(Uint8Array.of(0xff));
    await expect(daemon.done).rejects.toEqual(protocolError);
  });
});

describe("a failure", () => {
  it("of the daemon is passed on", async () => {
    const daemon = new Daemon();
    daemon.call.push(Uint8Array.from(new PacketWriter().error("no such layer")));
    await expect(daemon.done).rejects.toThrow("error from sender: no such layer");
  });

  it("of the disk names the file and is told to the daemon", async () => {
    const long = "n".repeat(300);
    const daemon = new Daemon().send(file(long));
    await expect(daemon.end()).rejects.toMatchObject({
      code: "io-error",
      details: { path: join(realpathSync(destination), long) },
    });
    expect(daemon.errors[0]).toContain("name too long");
  });

  it("of the call leaves no half-written file", async () => {
    const { content: _, ...silent } = file("a", "long content");
    const daemon = new Daemon().send(file("b0", ""), { ...silent, path: "c" });
    await settle();
    daemon.call.reset();
    await expect(daemon.done).rejects.toThrow("reset");
    expect(readdirSync(destination)).toEqual(["b0"]);
  });
});

describe("what was there", () => {
  it("is overwritten by kind and kept otherwise in copy mode", async () => {
    mkdirSync(join(destination, "was-dir/full"), { recursive: true });
    writeFileSync(join(destination, "was-file"), "old");
    writeFileSync(join(destination, "kept"), "kept");
    mkdirSync(join(destination, "dir"));
    chmodSync(join(destination, "dir"), 0o500);
    await receive(
      directory("dir", 0o750),
      file("dir/new", "new"),
      file("was-dir", "file now"),
      directory("was-file"),
    );
    expect(readFileSync(join(destination, "was-dir"), "utf8")).toBe("file now");
    expect(lstatSync(join(destination, "was-file")).isDirectory()).toBe(true);
    expect(readFileSync(join(destination, "kept"), "utf8")).toBe("kept");
    expect(lstatSync(join(destination, "dir")).mode & 0o7777).toBe(0o750);
    expect(lstatSync(join(destination, "dir")).mtimeMs).toBe(1_700_000_000_000);
  });

  it.runIf(process.platform === "linux")(
    "is removed in delete mode whatever bytes its name has",
    async () => {
      for (const name of ["\u00e4", "b", "\u00ff"]) {
        writeFileSync(Buffer.concat([Buffer.from(`${destination}/`), Buffer.from(name, "latin1")]), "old");
      }
      await new Daemon("delete").send(file("b", "new"), file("c")).end();
      expect(readdirSync(destination)).toEqual(["b", "c"]);
    },
  );

  it("is removed in delete mode only when the whole listing came", async () => {
    writeFileSync(join(destination, "z"), "old");
    const daemon = new Daemon("delete").send(file("a", "new"));
    await settle();
    daemon.call.end();
    await expect(daemon.done).rejects.toEqual(protocolError);
    expect(readdirSync(destination)).toContain("z");
  });
});

describe("devices and pipes", () => {
  const root = process.getuid?.() === 0;
  it.runIf(root)("are made", async () => {
    const null1 = { ...entry("null", GoMode.device | GoMode.charDevice | 0o666), devMajor: 1, devMinor: 3 };
    await receive(null1, entry("pipe", GoMode.namedPipe | 0o600));
    expect(lstatSync(join(destination, "null")).isCharacterDevice()).toBe(true);
    expect(lstatSync(join(destination, "null")).rdev).toBe(0x103);
    expect(lstatSync(join(destination, "pipe")).isFIFO()).toBe(true);
  });

  it("of an unknown kind are refused", async () => {
    await expect(receive(entry("what", GoMode.irregular | 0o666))).rejects.toThrow("unknown file type");
  });
});

async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
