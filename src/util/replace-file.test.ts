import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replaceFile } from "./replace-file.js";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "slipway-replace-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a file is made, and made anew, and nothing stays beside it", async () => {
  const path = join(directory, "file");
  await replaceFile(path, "one", { mode: 0o600 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { ino } = statSync(path);

  await replaceFile(path, Buffer.from("two"), { durable: true });

  expect(readFileSync(path, "utf8")).toBe("two");
  expect(statSync(path).ino).not.toBe(ino);
  expect(readdirSync(directory)).toEqual(["file"]);
});

test("the file is prepared before it has its name", async () => {
  const path = join(directory, "file");
  writeFileSync(path, "old");
  await replaceFile(path, "new", {
    prepare: async (file) => {
      expect(readFileSync(path, "utf8")).toBe("old");
      await file.chmod(0o640);
    },
  });
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test.each([
  ["its place is taken by a directory", "taken", undefined, /EISDIR|ENOTEMPTY|EEXIST/],
  ["its directory is missing", "no/such", undefined, /ENOENT/],
  ["it cannot be prepared", "file", () => Promise.reject(new Error("not mine")), /not mine/],
])("nothing stays of a file when %s", async (_why, name, prepare, message) => {
  mkdirSync(join(directory, "taken"));
  const options = prepare === undefined ? {} : { prepare };
  await expect(replaceFile(join(directory, name), "x", options)).rejects.toThrow(message);
  expect(readdirSync(directory)).toEqual(["taken"]);
});
