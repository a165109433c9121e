import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  directory,
  entry,
  file,
  fileSender,
  protocolError,
  settle,
} from "../../../../../test/support/session/file-sender.js";
import { GoMode } from "../tree/go-mode.js";
import { PacketWriter } from "../wire/packet-writer.js";

const its = fileSender();
const { Daemon, receive } = its;

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
      details: { path: join(realpathSync(its.destination), long) },
    });
    expect(daemon.errors[0]).toContain("name too long");
  });

  it("of the call leaves no half-written file", async () => {
    const { content: _, ...silent } = file("a", "long content");
    const daemon = new Daemon().send(file("b0", ""), { ...silent, path: "c" });
    await settle();
    daemon.call.reset();
    await expect(daemon.done).rejects.toThrow("reset");
    expect(readdirSync(its.destination)).toEqual(["b0"]);
  });
});

describe("content that comes in pieces", () => {
  const content = Array.from({ length: 5000 }, (_, index) => `line ${index}\n`).join("");

  it.each([1, 7, 4096])("of %i bytes is put together", async (size) => {
    const daemon = new Daemon();
    daemon.call.pieceBytes = size;
    await daemon.send(file("a", content), file("b", "b"), file("c", content)).end();
    expect(readFileSync(join(its.destination, "a"), "utf8")).toBe(content);
    expect(readFileSync(join(its.destination, "b"), "utf8")).toBe("b");
    expect(readFileSync(join(its.destination, "c"), "utf8")).toBe(content);
  });

  it("may not be longer than was said", async () => {
    const daemon = new Daemon();
    daemon.call.pieceBytes = 50;
    await expect(daemon.send({ ...file("a", content), size: 100 }).end()).rejects.toMatchObject({
      code: "protocol-error",
      message: expect.stringContaining("bytes of a, which has 100"),
    });
    expect(readdirSync(its.destination)).toEqual([]);
  });

  it("may not be of a file that was not asked for", async () => {
    const daemon = new Daemon();
    daemon.call.pieceBytes = 50;
    daemon.data(3, content);
    await expect(daemon.done).rejects.toMatchObject({
      code: "protocol-error",
      message: "the daemon sent data of invalid file id 3",
    });
  });
});

describe("what was there", () => {
  it("is overwritten by kind and kept otherwise in copy mode", async () => {
    mkdirSync(join(its.destination, "was-dir/full"), { recursive: true });
    writeFileSync(join(its.destination, "was-file"), "old");
    writeFileSync(join(its.destination, "kept"), "kept");
    mkdirSync(join(its.destination, "dir"));
    chmodSync(join(its.destination, "dir"), 0o500);
    await receive(
      directory("dir", 0o750),
      file("dir/new", "new"),
      file("was-dir", "file now"),
      directory("was-file"),
    );
    expect(readFileSync(join(its.destination, "was-dir"), "utf8")).toBe("file now");
    expect(lstatSync(join(its.destination, "was-file")).isDirectory()).toBe(true);
    expect(readFileSync(join(its.destination, "kept"), "utf8")).toBe("kept");
    expect(lstatSync(join(its.destination, "dir")).mode & 0o7777).toBe(0o750);
    expect(lstatSync(join(its.destination, "dir")).mtimeMs).toBe(1_700_000_000_000);
  });

  it.runIf(process.platform === "linux")(
    "is removed in delete mode whatever bytes its name has",
    async () => {
      for (const name of ["\u00e4", "b", "\u00ff"]) {
        writeFileSync(
          Buffer.concat([Buffer.from(`${its.destination}/`), Buffer.from(name, "latin1")]),
          "old",
        );
      }
      await new Daemon("delete").send(file("b", "new"), file("c")).end();
      expect(readdirSync(its.destination)).toEqual(["b", "c"]);
    },
  );

  it("is removed in delete mode only when the whole listing came", async () => {
    writeFileSync(join(its.destination, "z"), "old");
    const daemon = new Daemon("delete").send(file("a", "new"));
    await settle();
    daemon.call.end();
    await expect(daemon.done).rejects.toEqual(protocolError);
    expect(readdirSync(its.destination)).toContain("z");
  });
});

describe("devices and pipes", () => {
  const root = process.getuid?.() === 0;
  it.runIf(root)("are made", async () => {
    const null1 = { ...entry("null", GoMode.device | GoMode.charDevice | 0o666), devMajor: 1, devMinor: 3 };
    await receive(null1, entry("pipe", GoMode.namedPipe | 0o600));
    expect(lstatSync(join(its.destination, "null")).isCharacterDevice()).toBe(true);
    expect(lstatSync(join(its.destination, "null")).rdev).toBe(0x103);
    expect(lstatSync(join(its.destination, "pipe")).isFIFO()).toBe(true);
  });

  it("of an unknown kind are refused", async () => {
    await expect(receive(entry("what", GoMode.irregular | 0o666))).rejects.toThrow("unknown file type");
  });
});
