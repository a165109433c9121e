import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cutEvenly, cutOnce } from "../../../test/support/cut-streams.js";
import { ByteReader } from "./byte-reader.js";
import { archiveHead, openArchive, readMembers } from "./mount-archive.js";
import { paxRecord } from "./pax-records.js";
import { paddedSize } from "./tar-member.js";
import { writeArchive } from "./write-archive.js";

const state = "0123456789abcdef0123456789abcdef";
const root = entry("./", "", { type: "5" });
const end = Buffer.alloc(1024);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-archive-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

interface Made {
  readonly type?: string;
  readonly link?: string;
  readonly size?: number;
  readonly records?: string;
}

function entry(path: string, content: string, { type = "0", link = "", size, records }: Made = {}): Buffer {
  const head = Buffer.alloc(512);
  head.write(path, 0, "latin1");
  head.write("0000644\x000001750\x000000012\0", 100, "latin1");
  head.write(
    `${(size ?? content.length).toString(8).padStart(11, "0")} 07346545000         ${type}${link}`,
    124,
    "latin1",
  );
  head.write("ustar\x0000", 257, "latin1");
  const sum = head.reduce((total, byte) => total + byte);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  const data = Buffer.concat([Buffer.from(content, "latin1")], paddedSize(content.length));
  return Buffer.concat([
    records === undefined ? Buffer.alloc(0) : entry("pax", records, { type: "x" }),
    head,
    data,
  ]);
}

async function archiveOf(...entries: readonly Buffer[]): Promise<string> {
  const path = join(directory, `${Math.random()}.tar`);
  await writeFile(path, Buffer.concat([archiveHead(state), ...entries, end]));
  return path;
}

test("an archive is read with exact numbers, times and names that are no UTF-8", async () => {
  const records =
    paxRecord("mtime", "1700000000.123456789") +
    paxRecord("uid", "4000000") +
    paxRecord("path", "./a\xff b\n");
  const attributes = paxRecord("SCHILY.xattr.user.x", "1");
  const path = await archiveOf(
    root,
    entry("short", "hello", { records }),
    entry("./hard", "", {
      type: "1",
      link: "./a\xff b\n",
      records: attributes + paxRecord("linkpath", "./a\xff b\n"),
    }),
    entry("./soft", "", { type: "2", link: "../../out" }),
  );
  const archive = await openArchive(path);
  expect(archive?.state).toBe(state);
  expect([...(archive?.index.entries ?? [])]).toMatchObject([
    ["", { type: "directory", mode: 0o644, uid: 0o1750, gid: 0o12 }],
    ["a\xff b\n", { type: "file", size: 5, uid: 4_000_000, mtime: 1_700_000_000_123_456_789n }],
    ["hard", { type: "link", link: "a\xff b\n", hasAttributes: true }],
    ["soft", { type: "symlink", link: "../../out", hasAttributes: false, mtime: 1_000_000_000_000_000_000n }],
  ]);
  await archive?.close();
});

test("entries are the same wherever a stream is cut, read or skipped, and whatever comes after their end", async () => {
  const records = paxRecord("SCHILY.xattr.user.note", "x".repeat(600));
  const bytes = Buffer.concat([
    root,
    entry("./a", "x".repeat(600), { records }),
    entry("./b", "b"),
    end,
    end,
  ]);
  for (const skipped of ["a", "b"]) {
    for (const { how, open } of [...cutEvenly(bytes), ...cutOnce(bytes)]) {
      const sizes = new Map<string, number>();
      for await (const { member, content } of readMembers(ByteReader.ofStream(open(), "it"), "it")) {
        sizes.set(member.path, 0);
        if (member.path === skipped) continue;
        for await (const piece of content()) {
          sizes.set(member.path, (sizes.get(member.path) ?? 0) + piece.byteLength);
        }
      }
      const expected = new Map([
        ["", 0],
        ["a", 1024],
        ["b", 512],
      ]).set(skipped, 0);
      expect(sizes, how).toEqual(expected);
    }
  }
});

test("a file that is not there is no archive", async () => {
  expect(await openArchive(join(directory, "missing.tar"))).toBeUndefined();
});

test.each<[string, () => Buffer[], RegExp]>([
  ["an absolute path", () => [root, entry("/etc/passwd", "")], /leads out of the mount: "\/etc\/passwd"/],
  ["a path upward", () => [root, entry("./a/../../b", "")], /leads out of the mount/],
  [
    "a path upward in a record",
    () => [root, entry("a", "", { records: paxRecord("path", "../b") })],
    /leads out/,
  ],
  [
    "a path through a link",
    () => [root, entry("a", "", { type: "2", link: "/etc" }), entry("a/b", "")],
    /outside of its dir/,
  ],
  ["a hard link to what is outside", () => [root, entry("a", "", { type: "1", link: "../x" })], /leads out/],
  [
    "a hard link to what is not there",
    () => [root, entry("a", "", { type: "1", link: "x" })],
    /no file before it/,
  ],
  ["a path twice", () => [root, entry("a", ""), entry("./a", "")], /"a" twice/],
  ["no mount", () => [entry("a", "")], /outside of its directories|lacks/],
  ["nothing", () => [], /lacks the mount's own directory/],
  ["an unknown type", () => [root, entry("a", "", { type: "7" })], /unknown type/],
  [
    "a directory with content",
    () => [root, entry("a", "x", { type: "5" })],
    /content in an entry that is no file/,
  ],
  ["a size beyond the file", () => [root, entry("a", "", { size: 8_000_000 })], /ends in the middle/],
  [
    "a huge extended header",
    () => [root, entry("a", "", { type: "x", size: 2 << 20 })],
    /extended header out of bounds/,
  ],
  ["broken records", () => [root, entry("a", "", { records: "99 path=x\n" })], /broken extended header/],
  [
    "a size that is none",
    () => [root, entry("a", "", { records: paxRecord("size", "-1") })],
    /out of bounds/,
  ],
  [
    "a time that is none",
    () => [root, entry("a", "", { records: paxRecord("mtime", "1e9") })],
    /time that is none/,
  ],
  ["other bytes", () => [Buffer.alloc(512, 7)], /no tar archive/],
])("an archive with %s is refused", async (_, entries, message) => {
  await expect(openArchive(await archiveOf(...entries()))).rejects.toMatchObject({
    code: "corrupt-state",
    message: expect.stringMatching(message),
  });
});

test("a file of someone else's is neither read nor replaced", async () => {
  const path = join(directory, "other.tar");
  await writeFile(path, Buffer.concat([root, end]));
  await expect(openArchive(path)).rejects.toMatchObject({
    code: "corrupt-state",
    message: expect.stringContaining("is no export of a cache mount"),
  });
});

async function* streamOf(...parts: readonly Buffer[]) {
  // Cut where no block ends.
  const all = Buffer.concat(parts);
  for (let at = 0; at < all.length; at += 333) yield all.subarray(at, at + 333);
}

test("a new archive is the earlier one without what is gone, and with what is new", async () => {
  const path = await archiveOf(root, entry("./a", "old"), entry("./b", "stays"), entry("./c", "goes"));
  const earlier = await openArchive(path);
  const added = streamOf(root, entry("./a", "new a"), end);
  const parts = {
    state: state.replace("0", "f"),
    earlier,
    dropped: new Set(["", "a", "c"]),
    added,
    entries: 3,
  };
  const written = await writeArchive(path, parts);
  await earlier?.close();
  const bytes = await readFile(path);
  expect(written).toEqual({ size: bytes.length, added: 2 });
  const archive = await openArchive(path);
  expect(archive?.state).toBe(state.replace("0", "f"));
  expect([...(archive?.index.entries.keys() ?? [])]).toEqual(["b", "", "a"]);
  expect(bytes.includes("new a")).toBe(true);
  expect(bytes.includes("goes")).toBe(false);
  await archive?.close();
});

test.each<[string, readonly Buffer[], number, string]>([
  ["ends early", [root, entry("./a", "x".repeat(5000)).subarray(0, 2000)], 2, "corrupt-state"],
  ["is not all that was to come", [root, end], 2, "protocol-error"],
  ["leads out", [root, entry("../a", "x"), end], 2, "corrupt-state"],
])(
  "the earlier archive stays when what comes %s, and nothing is left beside it",
  async (_, sent, entries, code) => {
    const path = await archiveOf(root, entry("./a", "old"));
    const before = await readFile(path);
    const names = await readdir(directory);
    const parts = {
      state,
      earlier: undefined,
      dropped: new Set<string>(),
      added: streamOf(...sent),
      entries,
    };
    await expect(writeArchive(path, parts)).rejects.toMatchObject({ code });
    expect((await readFile(path)).equals(before)).toBe(true);
    expect(await readdir(directory)).toEqual(names);
  },
);
