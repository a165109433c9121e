import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { currentDirectory, resolvePath } from "./current-directory.js";

const home = process.cwd();
afterEach(() => vi.restoreAllMocks());

test("paths start from the working directory", () => {
  expect(currentDirectory()).toBe(home);
  expect(resolvePath("/a", "b/../c")).toBe("/a/c");
  expect(resolvePath("/a", "/b/../c")).toBe("/c");
});

test("a working directory that was deleted concerns relative paths only", () => {
  const gone = mkdtempSync(join(tmpdir(), "slipway-gone-"));
  rmdirSync(gone);
  // Workers cannot change their directory; this is what the system says in a deleted one.
  vi.spyOn(process, "cwd").mockImplementation(() => {
    throw Object.assign(new Error("ENOENT: no such file or directory, uv_cwd"), { code: "ENOENT" });
  });
  const cwd = currentDirectory();
  expect(cwd).toBe("");
  expect(resolvePath(cwd, "/tmp/x")).toBe("/tmp/x");
  expect(() => resolvePath(cwd, "app")).toThrow(
    expect.objectContaining({
      code: "not-found",
      message: "cannot find app: the working directory has been deleted",
      hint: "change to a directory that exists, or give absolute paths",
    }),
  );
});
