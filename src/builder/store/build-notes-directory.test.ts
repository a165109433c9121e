import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDirectory } from "../../../test/support/build/run-build.js";
import type { ListedBuild } from "./build-list.js";
import { BuildNotesDirectory, targetKey } from "./build-notes-directory.js";
import { StateDirectory } from "./state-directory.js";

const place = { builder: "B1", node: "b10", target: targetKey("context", "Dockerfile") };

function notesIn(root: string): BuildNotesDirectory {
  return new BuildNotesDirectory(new StateDirectory(root, {}));
}

const keyOf = (n: number) => String(n).padStart(16, "0");
const filesOf = async ({ ref, key, hasOutcome }: ListedBuild) => [
  ...(hasOutcome ? [`${ref}.end.json`] : []),
  ...[`${key}.json`, `${key}.list`],
];

/** Writes builds that ran steps, each with files of its own, one of them of so many bytes. */
async function write(notes: BuildNotesDirectory, count: number, bytes = 1): Promise<void> {
  for (let n = 10; n < 10 + count; n++) {
    await notes.write(place, `${keyOf(n)}.json`, String(n));
    await notes.write(place, `${keyOf(n)}.list`, Buffer.alloc(bytes));
    await notes.write(place, `r${n}.end.json`, "");
    await notes.add(place, { at: n, ref: `r${n}`, key: keyOf(n), hasOutcome: true });
  }
}

const refs = async (notes: BuildNotesDirectory) => (await notes.builds(place)).map(({ ref }) => ref);

test("the last eight builds that ran steps stay, with their files", async () => {
  const notes = notesIn(testDirectory());
  await write(notes, 20);
  await notes.prune(place, filesOf);
  expect(await refs(notes)).toEqual([22, 23, 24, 25, 26, 27, 28, 29].map((n) => `r${n}`));
  expect(notes.has(place, `${keyOf(22)}.list`)).toBe(true);
  expect(notes.has(place, `${keyOf(21)}.list`)).toBe(false);
  expect(notes.has(place, "r21.end.json")).toBe(false);
  expect((await notes.read(place, `${keyOf(29)}.json`))?.toString()).toBe("29");
});

test("builds that the cache had all of push no other out, and are eight themselves", async () => {
  const notes = notesIn(testDirectory());
  await write(notes, 3);
  for (let n = 0; n < 190; n++) {
    await notes.add(place, { at: 100 + n, ref: `c${n}`, key: keyOf(12), hasOutcome: false });
  }
  expect(await notes.hasBuildOf(place, keyOf(12))).toBe(true);
  expect(await notes.hasBuildOf(place, keyOf(13))).toBe(false);
  for (let n = 190; n < 400; n++) {
    await notes.add(place, { at: 100 + n, ref: `c${n}`, key: keyOf(12), hasOutcome: false });
  }
  // It is so long that it is time to prune.
  expect(await notes.hasBuildOf(place, keyOf(12))).toBe(false);
  await notes.prune(place, filesOf);
  expect(await refs(notes)).toEqual([
    ...["r10", "r11", "r12"],
    ...[392, 393, 394, 395, 396, 397, 398, 399].map((n) => `c${n}`),
  ]);
});

test("what is kept of a target is at most 5 MB", async () => {
  const notes = notesIn(testDirectory());
  await write(notes, 6, 2_000_000);
  await notes.prune(place, filesOf);
  expect(await refs(notes)).toEqual(["r14", "r15"]);
  expect(notes.has(place, `${keyOf(13)}.list`)).toBe(false);
});

test("files of a build that is not in the list yet stay, what lies about goes", async () => {
  const root = testDirectory();
  const notes = notesIn(root);
  await write(notes, 1);
  await notes.write(place, "new.list", "");
  await notes.write(place, "old.list", "");
  utimesSync(join(root, "explain", "b1", "b10", place.target, "old.list"), 1, 1);
  await notes.prune(place, filesOf);
  expect(["new.list", "old.list"].map((name) => notes.has(place, name))).toEqual([true, false]);
});

test("lines of a list that are none are passed over", async () => {
  const notes = notesIn(testDirectory());
  await write(notes, 1);
  await notes.write(place, "builds", `10 r10 ${keyOf(10)} +\n\n11 ../x ${keyOf(10)} +\n12 r12 0123`);
  expect(await refs(notes)).toEqual(["r10"]);
});

test("five hundred targets of a node are kept, and the notes go with their builder", async () => {
  const root = testDirectory();
  const notes = notesIn(root);
  const build = { at: 1, ref: "r", key: keyOf(1), hasOutcome: false };
  for (let n = 0; n < 500; n++) await notes.add({ ...place, target: `t${n}` }, build);
  utimesSync(join(root, "explain", "b1", "b10", "t7", "builds"), 1, 1);
  await notes.pruneTargets({ ...place, target: "new" });
  expect(await notes.targets("b1", "b10")).toHaveLength(499);
  expect(await notes.targets("b1", "b10")).not.toContain("t7");
  await notes.pruneTargets({ ...place, target: "t499" });
  expect(await notes.targets("b1", "b10")).toHaveLength(499);
  expect(await notes.nodes("b1")).toEqual(["b10"]);
  await notes.remove("b1");
  expect(readdirSync(join(root, "explain"))).toEqual([]);
});

test("no name leads out of the directory", async () => {
  const root = testDirectory();
  const notes = notesIn(root);
  await notes.write({ builder: "..", node: "../../x", target: "." }, "1-ref.json", "");
  await notes.remove("..");
  expect(readdirSync(root)).toEqual(["explain"]);
  expect(await notes.builds({ builder: "nobody", node: "n", target: "t" })).toEqual([]);
});
