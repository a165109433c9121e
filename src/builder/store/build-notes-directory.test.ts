import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDirectory } from "../../../test/support/build/run-build.js";
import { BuildNotesDirectory, targetKey } from "./build-notes-directory.js";
import { StateDirectory } from "./state-directory.js";

const place = { builder: "B1", node: "b10", target: targetKey("context", "Dockerfile") };

function notesIn(root: string): BuildNotesDirectory {
  return new BuildNotesDirectory(new StateDirectory(root, {}));
}

/** Writes builds with a list of their own each, of so many bytes. */
async function write(notes: BuildNotesDirectory, count: number, bytes = 1): Promise<void> {
  for (let n = 10; n < 10 + count; n++) {
    await notes.write(place, `${n}-ref.json`, String(n));
    await notes.write(place, `${n}.list`, Buffer.alloc(bytes));
  }
}

const listsOf = async (name: string) => [name.replace("-ref.json", ".list")];

test("the last eight builds stay, with their lists", async () => {
  const notes = notesIn(testDirectory());
  await write(notes, 20);
  await notes.prune(place, listsOf);
  expect(await notes.builds(place)).toEqual([22, 23, 24, 25, 26, 27, 28, 29].map((n) => `${n}-ref.json`));
  expect(await notes.has(place, "22.list")).toBe(true);
  expect(await notes.has(place, "21.list")).toBe(false);
  expect((await notes.read(place, "29-ref.json"))?.toString()).toBe("29");
});

test("what is kept of a target is at most 5 MB", async () => {
  const notes = notesIn(testDirectory());
  await write(notes, 6, 2_000_000);
  await notes.prune(place, listsOf);
  expect(await notes.builds(place)).toEqual(["14-ref.json", "15-ref.json"]);
});

test("a hundred targets of a node are kept, and the notes go with their builder", async () => {
  const root = testDirectory();
  const notes = notesIn(root);
  for (let n = 0; n < 100; n++) await notes.write({ ...place, target: `t${n}` }, "1-ref.json", "");
  await notes.pruneTargets({ ...place, target: "new" });
  expect(await notes.targets("b1", "b10")).toHaveLength(99);
  await notes.pruneTargets({ ...place, target: "t99" });
  expect(await notes.targets("b1", "b10")).toHaveLength(99);
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
