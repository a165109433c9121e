import { expect, test } from "vitest";
import { fileSystem, fileSystemOf, withSlashes } from "./file-system.js";

test.each([
  [
    "linux",
    { backslashSeparates: false, hasPermissions: true, opensDirectories: true, hasSyncProgram: true },
  ],
  [
    "darwin",
    { backslashSeparates: false, hasPermissions: true, opensDirectories: true, hasSyncProgram: false },
  ],
  [
    "win32",
    { backslashSeparates: true, hasPermissions: false, opensDirectories: false, hasSyncProgram: false },
  ],
] as const)("files on %s", (platform, traits) => {
  expect(fileSystemOf(platform)).toEqual({ ...traits, unlinksOpenFiles: platform !== "win32" });
});

test("without a word, the platform that runs this", () => {
  expect(fileSystem).toEqual(fileSystemOf(process.platform));
});

test("a backslash is a separator on Windows and part of a name elsewhere", () => {
  expect(withSlashes("a\\b\\c", fileSystemOf("win32"))).toBe("a/b/c");
  expect(withSlashes("a\\b\\c", fileSystemOf("darwin"))).toBe("a\\b\\c");
});
