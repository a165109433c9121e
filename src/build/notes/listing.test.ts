import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { PacketWriter } from "../../buildkit/session/filesync/wire/packet-writer.js";
import type { FileStat, TransferWatcher } from "../../buildkit/session/index.js";
import { hasContent, packListing, unpackListing } from "./listing.js";
import { ListingRecorder } from "./listing-recorder.js";

const stat = (path: string, more: Partial<FileStat> = {}): FileStat => ({
  ...{ path, mode: 0o644, uid: 0, gid: 0, size: 1, modTime: 5n, linkname: "", devMajor: 0, devMinor: 0 },
  ...more,
});
const sha = (text: string) => createHash("sha256").update(text).digest();

function list(watcher: TransferWatcher, files: readonly FileStat[]): void {
  const writer = new PacketWriter((packets, entries) => watcher.listed(packets, entries));
  for (const file of files) writer.stat(file);
  writer.endOfListing();
}

/** A recorder of one transfer: files, and contents of those that the daemon asked for. */
function recorded(files: readonly FileStat[], sent: Readonly<Record<number, string>> = {}): ListingRecorder {
  const recorder = new ListingRecorder();
  const watcher = recorder.begin();
  list(watcher, files);
  for (const [entry, text] of Object.entries(sent)) watcher.sent(Number(entry), sha(text));
  watcher.done();
  return recorder;
}

describe("a list of files", () => {
  const files = [stat("a"), stat("größe", { size: 300 }), stat("link", { mode: 0x08000000, linkname: "a" })];

  test("holds what was listed, and hashes of what was sent", () => {
    const list = new Map(recorded(files, { 1: "x" }).entries(undefined));
    expect([...list.keys()]).toEqual(["a", "größe", "link"]);
    expect(list.get("größe")).toEqual({
      ...{ mode: 0o644, size: 300, time: "5", link: "" },
      hash: sha("x").subarray(0, 12).toString("base64url"),
    });
    expect([...list.values()].map(hasContent)).toEqual([true, true, false]);
  });

  test("takes over hashes of files that are as they were, and of no others", () => {
    const last = new Map(
      recorded([stat("a"), stat("b"), stat("c")], { 0: "a", 1: "b", 2: "c" }).entries(undefined),
    );
    const now = recorded([stat("a"), stat("b", { modTime: 6n }), stat("c", { size: 2 }), stat("d")], {});
    const list = new Map(now.entries(last));
    expect(list.get("a")?.hash).toBe(last.get("a")?.hash);
    expect(["b", "c", "d"].map((path) => list.get(path)?.hash)).toEqual(["", "", ""]);
    expect(now.isUnchanged).toBe(true);
  });

  test("has the same name only where it is the same", () => {
    const [one, other] = [recorded(files), recorded([...files, stat("z")])];
    expect(recorded(files, { 0: "x" }).digest()).toBe(one.digest());
    expect(other.digest()).not.toBe(one.digest());
  });

  test("is whole and told apart however long it and its names are", () => {
    const long = Array.from({ length: 900 }, (_, n) => stat(`${"d".repeat(n * 7)}/${"ü".repeat(100)}${n}`));
    const huge = [...long, stat("h".repeat(300_000)), stat("last")];
    expect([...new Map(recorded(huge).entries(undefined)).keys()]).toEqual(huge.map(({ path }) => path));
    const changed = [...huge.slice(0, -1), stat("last", { size: 2 })];
    expect(recorded(changed).digest()).not.toBe(recorded(huge).digest());
    const recorder = recorded(long);
    const before = recorder.digest();
    const more = recorder.begin();
    list(more, [stat("z")]);
    more.done();
    expect(recorder.digest()).not.toBe(before);
  });

  test("of very many files has a digest alone, and is told from others by it", () => {
    const many = Array.from({ length: 60_000 }, (_, n) => stat(`package-${n % 40}/file-${n}`));
    const [one, same] = [recorded(many), recorded(many)];
    expect([one.isTooLong, one.isUnchanged, [...one.entries(undefined)]]).toEqual([true, true, []]);
    for (const recorder of [one, same]) {
      const more = recorder.begin();
      list(more, [stat("z")]);
      // Asked in between or not.
      if (recorder === one) one.digest();
      more.sent(0, sha("z"));
      more.done();
      expect(recorder.isUnchanged).toBe(false);
    }
    expect(same.digest()).toBe(one.digest());
    const changed = many.with(3, stat("package-3/file-3", { size: 2 }));
    expect(recorded(changed).digest()).not.toBe(recorded(many).digest());
  });

  test("is whole when all its transfers are", () => {
    const recorder = recorded(files);
    const second = recorder.begin();
    list(second, [stat("b")]);
    expect(recorder.isComplete).toBe(false);
    second.sent(0, undefined);
    second.done();
    expect(recorder.isComplete).toBe(true);
    expect(new Map(recorder.entries(undefined)).get("b")?.hash).toBe("");
    expect(new ListingRecorder().isComplete).toBe(false);
  });

  test("comes back from its file, and damage makes it none", async () => {
    const list = new Map(recorded(files, { 0: "x" }).entries(undefined));
    const file = await packListing(list);
    expect(await unpackListing(file ?? new Uint8Array())).toEqual(list);
    expect(await unpackListing(Buffer.from("damage"))).toBeUndefined();
  });

  test("of 20 000 files takes less than 2 MB, and one that is too large has no file", async () => {
    const many = (count: number) =>
      new Map(
        Array.from({ length: count }, (_, n) => [
          `src/directory-${n % 300}/file-${n}.ts`,
          {
            mode: 0o644,
            size: n,
            time: `17957188${n}`,
            link: "",
            hash: sha(String(n)).toString("base64url").slice(0, 16),
          },
        ]),
      );
    expect((await packListing(many(20_000)))?.length).toBeLessThan(2_000_000);
    const long = () => ({
      mode: 0,
      size: 0,
      time: "",
      link: randomBytes(3_000).toString("base64"),
      hash: "",
    });
    const large = new Map(Array.from({ length: 1_500 }, (_, n) => [String(n), long()]));
    expect(await packListing(large)).toBeUndefined();
  });
});
