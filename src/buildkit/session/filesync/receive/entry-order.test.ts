import { expect, test } from "vitest";
import { fileSystemOf } from "../../../../util/file-system.js";
import { checkEntryPath } from "./entry-order.js";

const accepted = (path: string, platform: NodeJS.Platform) => {
  try {
    checkEntryPath(path, fileSystemOf(platform));
    return true;
  } catch {
    return false;
  }
};

test.each(["../a", "/a", "a//b", "a/./b", "a/..", "", "a\0b"])("%j is refused everywhere", (path) => {
  expect(accepted(path, "linux") || accepted(path, "darwin") || accepted(path, "win32")).toBe(false);
});

test.each(["a\\b", "..\\a", "C:a", "a:stream"])("%j is a name, but on Windows leads elsewhere", (path) => {
  expect([accepted(path, "linux"), accepted(path, "darwin"), accepted(path, "win32")]).toEqual([
    true,
    true,
    false,
  ]);
});
