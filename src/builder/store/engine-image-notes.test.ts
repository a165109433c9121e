import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDirectory } from "../../../test/support/build/run-build.js";
import { sha256Digest, splitDigest } from "../../oci/digest.js";
import { readEngineImageNotes, writeEngineImageNotes } from "./engine-image-notes.js";

const image = sha256Digest("image");
const notes = {
  root: sha256Digest("{}"),
  documents: new Map([[sha256Digest("{}"), Buffer.from("{}")]]),
  sizes: new Map([[sha256Digest("layer"), 5]]),
};

function notebook() {
  const directory = testDirectory();
  const file = (id: string) => join(directory, "engine-images", `${splitDigest(id).hex}.json`);
  return { context: { env: { BUILDX_CONFIG: directory } }, file };
}

test("notes on an image are read as they were written, and there are none on another", async () => {
  const { context } = notebook();
  await writeEngineImageNotes(image, notes, context);
  expect(await readEngineImageNotes(image, context)).toEqual(notes);
  expect(await readEngineImageNotes(sha256Digest("other"), context)).toBeUndefined();
});

test.each([
  ["no JSON", () => "{"],
  ["no root", () => '{"documents":{}}'],
  ["a document that is another", (text: string) => text.replace(/"e30="/, '"e2A="')],
  ["a size that is none", (text: string) => text.replace(":5}", ":-0.5}")],
])("notes with %s are none", async (_what, damage) => {
  const { context, file } = notebook();
  await writeEngineImageNotes(image, notes, context);
  const text = readFileSync(file(image), "utf8");
  expect(damage(text)).not.toBe(text);
  writeFileSync(file(image), damage(text));
  expect(await readEngineImageNotes(image, context)).toBeUndefined();
});

test("notes that were not written for a month go with the next ones", async () => {
  const { context, file } = notebook();
  const [old, recent] = [sha256Digest("old"), sha256Digest("recent")];
  const daysAgo = (days: number) => Date.now() / 1000 - days * 24 * 60 * 60;
  for (const id of [old, recent]) await writeEngineImageNotes(id, notes, context);
  utimesSync(file(old), daysAgo(31), daysAgo(31));
  utimesSync(file(recent), daysAgo(29), daysAgo(29));
  await writeEngineImageNotes(image, notes, context);
  expect([old, recent, image].map((id) => existsSync(file(id)))).toEqual([false, true, true]);
});
