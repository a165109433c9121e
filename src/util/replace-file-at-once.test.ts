import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileSystem } from "./file-system.js";
import { replaceFileAtOnce } from "./replace-file-at-once.js";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "slipway-at-once-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a file is made, and made anew, and nothing stays beside it", () => {
  const path = join(directory, "file");
  writeFileSync(path, "old");
  const before = statSync(path).ino;
  replaceFileAtOnce(path, "new", { mode: 0o666 });
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(readdirSync(directory)).toEqual(["file"]);
  if (!fileSystem.hasPermissions) return;
  expect(statSync(path).ino).not.toBe(before);
  expect(statSync(path).mode & 0o777).toBe(0o666);
});

test.runIf(process.geteuid?.() === 0)("it belongs to whom it is given", () => {
  const path = join(directory, "file");
  replaceFileAtOnce(path, "x", { mode: 0o600, owner: { uid: 12345, gid: 12346 } });
  expect(statSync(path)).toMatchObject({ uid: 12345, gid: 12346 });
});

test.each([
  ["its place is taken by a directory", "taken", /EISDIR|ENOTEMPTY|EEXIST|EPERM/],
  ["its directory is missing", "no/such", /ENOENT/],
])("nothing stays of a file when %s", (_why, name, message) => {
  mkdirSync(join(directory, "taken"));
  expect(() => replaceFileAtOnce(join(directory, name), "x", { mode: 0o600 })).toThrow(message);
  expect(readdirSync(directory)).toEqual(["taken"]);
});
