import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { testDirectory } from "../../../test/support/build/run-build.js";
import { BuildNotesDirectory, targetKey } from "../../builder/store/build-notes-directory.js";
import { StateDirectory } from "../../builder/store/state-directory.js";
import { PacketWriter } from "../../buildkit/session/filesync/wire/packet-writer.js";
import { type BuildInputs, inputsFile, notesVersion } from "./build-note.js";
import { keepContexts } from "./keep-contexts.js";
import { nameOfList } from "./list-names.js";
import { ListingRecorder } from "./listing-recorder.js";
import { filesOfBuilds, readListing } from "./read-notes.js";

const place = { builder: "b", node: "b0", target: targetKey("context") };
const sha = (text: string) => createHash("sha256").update(text).digest();

/** A recorder of two files that are listed alike each time, with the contents that the daemon asked for. */
function recorded(sent: Readonly<Record<number, string>>): ListingRecorder {
  const recorder = new ListingRecorder();
  const watcher = recorder.begin();
  const writer = new PacketWriter((packets, entries) => watcher.listed(packets, entries));
  for (const path of ["a", "b"]) {
    const more = { uid: 0, gid: 0, size: 1, modTime: 5n, linkname: "", devMajor: 0, devMinor: 0 };
    writer.stat({ path, mode: 0o644, ...more });
  }
  writer.endOfListing();
  for (const [entry, text] of Object.entries(sent)) watcher.sent(Number(entry), sha(text));
  watcher.done();
  return recorder;
}

/** Keeps the lists of builds, one after another, and gives the files of the lists. */
async function kept(notes: BuildNotesDirectory, builds: readonly Readonly<Record<number, string>>[]) {
  const files: string[] = [];
  for (const [index, sent] of builds.entries()) {
    const contexts = await keepContexts(notes, place, new Map([["context", recorded(sent)]]));
    const key = String(index).padStart(16, "0");
    const inputs: Partial<BuildInputs> = { version: notesVersion, steps: [], args: {}, contexts };
    await notes.write(place, inputsFile(key), JSON.stringify(inputs));
    await notes.add(place, { at: index, ref: `r${index}`, key, hasOutcome: false });
    files.push(contexts.context ?? "");
  }
  return files;
}

test("a list of files with other contents, of the same sizes and times, is another, and stays the newest", async () => {
  const notes = new BuildNotesDirectory(new StateDirectory(testDirectory(), {}));
  const [first, same, other, after, back] = await kept(notes, [
    { 0: "a", 1: "b" },
    {},
    { 1: "other" },
    {},
    { 1: "b" },
  ]);
  expect(same).toBe(first);
  expect(other).not.toBe(first);
  expect(after).toBe(other);
  expect(back).not.toBe(other);
  const hash = async (file = "", path = "") => (await readListing(notes, place, file))?.get(path)?.hash;
  const short = (text: string) => sha(text).subarray(0, 12).toString("base64url");
  expect(await hash(first, "b")).toBe(short("b"));
  expect([await hash(other, "a"), await hash(other, "b")]).toEqual(["a", "other"].map(short));
  expect([await hash(back, "a"), await hash(back, "b")]).toEqual(["a", "b"].map(short));
});

test("what is newest is kept as long as one of its lists", async () => {
  const notes = new BuildNotesDirectory(new StateDirectory(testDirectory(), {}));
  await kept(notes, [{ 0: "a", 1: "b" }, { 1: "other" }]);
  const [build] = await notes.builds(place);
  const files = build === undefined ? [] : await filesOfBuilds(notes, place)(build);
  const digest = recorded({}).digest();
  expect(files).toContain(`${digest}.list`);
  expect(files).toContain(`${digest}.newest`);
  expect(await nameOfList(notes, place, digest)).toMatch(/^[0-9a-f]{16}-[0-9a-f]{16}$/);
});

test("a content that is sent again as it was changes no list", async () => {
  const notes = new BuildNotesDirectory(new StateDirectory(testDirectory(), {}));
  const files = await kept(notes, [{ 0: "a", 1: "b" }, { 1: "b" }, {}]);
  expect(new Set(files).size).toBe(1);
});
