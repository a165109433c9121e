import { expect, test } from "vitest";
import { ArchiveIndex } from "./archive/archive-index.js";
import type { TarMember } from "./archive/tar-member.js";
import { planChanges, planListed, planWhole } from "./plan-import.js";

const plain = { size: 0, mode: 0o755, uid: 1, gid: 2, mtime: 5n, link: "", hasAttributes: false };
const members: readonly Omit<TarMember, "head">[] = [
  { ...plain, path: "", type: "directory" },
  { ...plain, path: "d", type: "directory" },
  { ...plain, path: "d/file", type: "file", size: 3 },
  { ...plain, path: "e", type: "directory" },
  { ...plain, path: "e/one", type: "file", size: 4 },
  { ...plain, path: "e/two", type: "link", link: "e/one" },
  { ...plain, path: "soft", type: "symlink", link: "d/file" },
];

function index(...extra: readonly Omit<TarMember, "head">[]): ArchiveIndex {
  const made = new ArchiveIndex("the archive");
  for (const member of [...members, ...extra]) made.add({ ...member, head: Buffer.alloc(512) }, 512);
  made.check();
  return made;
}

const sorted = (paths: ReadonlySet<string>) => [...paths].sort();

test("an empty mount is sent everything", () => {
  const plan = planWhole(index());
  expect(plan.send.size).toBe(members.length);
  expect(plan.remove.size).toBe(0);
});

test.each<[string, string[], string[], string[], string[]]>([
  ["nothing", [], [], [], []],
  ["a changed file", ["f ./d/file"], [], ["d", "d/file"], ["d/file"]],
  ["a new file", ["f ./d/new"], [], ["d"], ["d/new"]],
  ["a file that is gone", [], ["./d/file"], ["d", "d/file"], []],
  ["a directory's permissions", ["d ./d"], [], ["", "d"], []],
  ["a file where a directory was", ["f ./d"], ["./d/file"], ["", "d", "d/file"], ["d"]],
  [
    "a directory where a file was",
    ["d ./d/file", "f ./d/file/x"],
    [],
    ["d", "d/file"],
    ["d/file", "d/file/x"],
  ],
  ["one name of a file with two", ["f ./e/two"], [], ["e", "e/one", "e/two"], ["e/two"]],
  ["the content of a file with two", ["f ./e/one"], [], ["e", "e/one", "e/two"], ["e/one"]],
])("of a mount that is known, %s is mended", (_, changed, gone, send, remove) => {
  const plan = planChanges(index(), changed, gone);
  expect([sorted(plan.send), sorted(plan.remove)]).toEqual([send, remove]);
});

const second = "0.0000000050";
const same = [
  ...[
    "d 755 1 2 4096 0.0000000050 3 .",
    "",
    `d 755 1 2 4096 ${second} 2 ./d`,
    "",
    `f 755 1 2 3 ${second} 1 ./d/file`,
    "",
  ],
  ...[
    `d 755 1 2 4096 ${second} 2 ./e`,
    "",
    `f 755 1 2 4 ${second} 1 ./e/one`,
    "",
    `f 755 1 2 4 ${second} 1 ./e/two`,
    "",
  ],
  ...[`l 777 1 2 6 ${second} 1 ./soft`, "d/file"],
];
const hashes = new Map([
  ["d/file", "aa"],
  ["e/one", "bb"],
]);

/** The listing with one text in place of another. */
const but = (from: string, to: string) => same.map((text) => text.replace(from, to));
const always = ["e", "e/one", "e/two"];

test.each<[string, string[], string[]]>([
  ["equal but for hard links, which a listing does not show", same, always],
  ["with other permissions", but("f 755 1 2 3", "f 644 1 2 3"), ["d", "d/file", ...always]],
  ["with another owner", but("f 755 1 2 3", "f 755 2 2 3"), ["d", "d/file", ...always]],
  ["with another time", but("5.0000000050 1 ./d/file", "6 1 ./d/file"), always],
  ["with another link", same.map((text) => (text === "d/file" ? "x" : text)), ["", ...always, "soft"]],
  ["without a file", same.filter((_, at) => at !== 4 && at !== 5), ["d", "d/file", ...always]],
  ["with a file of two names", but("1 ./d/file", "2 ./d/file"), ["d", "d/file", ...always]],
])("a mount that lists itself %s is mended", (_, listing, send) => {
  expect(sorted(planListed(index(), listing, hashes, hashes).send)).toEqual([...send].sort());
});

test("content is compared, and what has attributes is sent", () => {
  const other = new Map([...hashes, ["d/file", "cc"]]);
  expect(planListed(index(), same, other, hashes).send).toContain("d/file");
  const special = { ...plain, path: "x", type: "file", hasAttributes: true } as const;
  expect(
    planListed(index(special), [...same, `f 755 1 2 0 ${second} 1 ./x`, ""], hashes, hashes).send,
  ).toContain("x");
});

test("a path that leads out of the mount is refused", () => {
  expect(() => planChanges(index(), ["f ./../x"], [])).toThrow("leads out of the mount");
});
