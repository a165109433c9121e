import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LayoutChanges } from "./layout-changes.js";

let parent: string;
let layout: string;
let ingest: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "slipway-changes-"));
  layout = join(parent, "layout");
  ingest = join(layout, "ingest", "a");
});
afterEach(() => rmSync(parent, { recursive: true }));

function make(): void {
  mkdirSync(ingest, { recursive: true });
  writeFileSync(join(ingest, "ref"), "a");
}

test("what was begun goes when it is undone, with the directories that were made for it", () => {
  const listeners = process.listenerCount("exit");
  const changes = new LayoutChanges(layout);
  const begun = changes.ingestBegins(ingest);
  make();
  begun();
  expect(existsSync(ingest)).toBe(true);
  changes.undo();
  expect(existsSync(layout)).toBe(false);
  expect(process.listenerCount("exit")).toBe(listeners);
});

test("what comes to be after all was undone goes, too", () => {
  const listeners = process.listenerCount("exit");
  const changes = new LayoutChanges(layout);
  const begun = changes.ingestBegins(ingest);
  changes.undo();
  // Should the process end now, that removes it.
  expect(process.listenerCount("exit")).toBeGreaterThanOrEqual(Math.max(1, listeners));
  make();
  begun();
  expect(existsSync(layout)).toBe(false);
  expect(process.listenerCount("exit")).toBe(listeners);
});

test("what is kept stays", () => {
  mkdirSync(join(layout, "blobs"), { recursive: true });
  const blob = join(layout, "blobs", "b");
  writeFileSync(blob, "");
  const changes = new LayoutChanges(layout);
  changes.blobStored(blob);
  changes.keep();
  changes.undo();
  expect(existsSync(blob)).toBe(true);
});
