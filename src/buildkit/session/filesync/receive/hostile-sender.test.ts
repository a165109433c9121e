import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  directory,
  file,
  fileSender,
  hardLink,
  protocolError,
  settle,
  symlink,
} from "../../../../../test/support/session/file-sender.js";

const its = fileSender();
const { Daemon, receive } = its;

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
    expect(readdirSync(its.destination)).toEqual([]);
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
        expect(readdirSync(its.base).sort()).toEqual(["destination", "outside"]);
      }),
      { numRuns: 50 },
    );
  });

  it("is refused when it goes through a symlink it sent", async () => {
    await expect(receive(symlink("a", its.outside), file("a/victim", "evil"))).rejects.toEqual(protocolError);
    expect(readlinkSync(join(its.destination, "a"))).toBe(its.outside);
  });

  it("cannot go through a symlink that was there: a directory takes its place", async () => {
    symlinkSync(its.outside, join(its.destination, "a"));
    await receive(directory("a"), file("a/victim", "evil"));
    expect(lstatSync(join(its.destination, "a")).isDirectory()).toBe(true);
    expect(readFileSync(join(its.destination, "a/victim"), "utf8")).toBe("evil");
  });

  it("cannot write through a symlink or hard link that was there", async () => {
    symlinkSync(join(its.outside, "victim"), join(its.destination, "a"));
    linkSync(join(its.outside, "victim"), join(its.destination, "b"));
    await receive(file("a", "new a"), file("b", "new b"));
    expect(readFileSync(join(its.destination, "a"), "utf8")).toBe("new a");
    expect(readFileSync(join(its.destination, "b"), "utf8")).toBe("new b");
  });

  it("cannot delete through a symlink that was there", async () => {
    symlinkSync(its.outside, join(its.destination, "a"));
    await new Daemon("delete").send(file("b")).end();
    expect(readdirSync(its.destination)).toEqual(["b"]);
  });

  it.each(["../outside/victim", "/etc/passwd", "z/later", "link/victim"])(
    "is refused when it links to %j",
    async (target) => {
      symlinkSync(its.outside, join(its.destination, "link"));
      await expect(receive(hardLink("q", target))).rejects.toEqual(protocolError);
      expect(existsSync(join(its.destination, "q"))).toBe(false);
    },
  );

  it("cannot use a second transfer to swap a directory for a symlink", async () => {
    const first = new Daemon().send(directory("a"));
    await settle();
    const second = new Daemon().send(symlink("a", its.outside));
    await settle();
    first.send(file("a/victim", "evil"));
    await expect(first.end()).rejects.toEqual(protocolError);
    await second.end();
    expect(readlinkSync(join(its.destination, "a"))).toBe(its.outside);
  });

  it("cannot use a transfer to another directory to swap the destination itself", async () => {
    const inner = join(its.destination, "inner");
    mkdirSync(inner);
    const outer = its.destination;
    its.destination = inner;
    const first = new Daemon().send(file("a", "fine"));
    await settle();
    its.destination = outer;
    await receive(symlink("inner", its.outside));
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
    writeFileSync(join(its.destination, "kept"), "kept");
    await expect(receive({ ...file("a", content), size: 3 })).rejects.toThrow("bytes of a, which has 3");
    expect(readdirSync(its.destination)).toEqual(["kept"]);
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
