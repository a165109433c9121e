import { expect, test } from "vitest";
import { fileSystemOf } from "../../../../util/file-system.js";
import { sentMode } from "./directory-tree.js";
import { GoMode } from "./go-mode.js";

test.each([
  ["a file", 0o100644, 0o644, 0o755],
  ["a program", 0o100755, 0o755, 0o755],
  ["a private file", 0o100600, 0o600, 0o711],
  ["a directory", 0o040777, (GoMode.directory | 0o777) >>> 0, (GoMode.directory | 0o755) >>> 0],
  ["a socket", 0o140777, 0o777, 0o755],
])("%s", (_what, mode, elsewhere, onWindows) => {
  expect(sentMode(mode, fileSystemOf("linux"))).toBe(elsewhere);
  expect(sentMode(mode, fileSystemOf("darwin"))).toBe(elsewhere);
  expect(sentMode(mode, fileSystemOf("win32"))).toBe(onWindows);
});
