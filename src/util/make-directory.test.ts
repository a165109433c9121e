import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDirectory, makeDirectorySync } from "./make-directory.js";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "slipway-mkdir-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const both = [
  ["makeDirectory", async (path: string, mode?: number) => void (await makeDirectory(path, mode))],
  ["makeDirectorySync", async (path: string, mode?: number) => makeDirectorySync(path, mode)],
] as const;

describe.each(both)("%s", (_name, make) => {
  test("makes a directory with its parents, all with the mode", async () => {
    await make(join(root, "a/b/c"), 0o700);
    for (const path of ["a", "a/b", "a/b/c"]) expect(statSync(join(root, path)).mode & 0o777).toBe(0o700);
  });

  test.each(["", ".", "/", "a/../"])("leaves alone what is there: %j", async (path) => {
    mkdirSync(join(root, "a"));
    await make(path === "/" ? "/" : join(root, path));
    expect(statSync(root).isDirectory()).toBe(true);
  });

  test("follows a link to a directory", async () => {
    mkdirSync(join(root, "real"));
    symlinkSync("real", join(root, "link"));
    await make(join(root, "link"));
    await make(join(root, "link/sub"));
    expect(statSync(join(root, "real/sub")).isDirectory()).toBe(true);
  });

  test("ends where the system has no such directory under one that exists, which Node's own does not", async () => {
    await expect(make("/proc/slipway/sub")).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("says that a file is in the way", async () => {
    writeFileSync(join(root, "file"), "content");
    await expect(make(join(root, "file"))).rejects.toMatchObject({ code: "EEXIST" });
    await expect(make(join(root, "file/sub/deep"))).rejects.toMatchObject({ code: "ENOTDIR" });
    expect(readFileSync(join(root, "file"), "utf8")).toBe("content");
  });

  test("makes a relative path below the working directory", async () => {
    const relative = `.slipway-mkdir-${process.pid}/deep`;
    await make(relative);
    expect(statSync(relative).isDirectory()).toBe(true);
    rmSync(`.slipway-mkdir-${process.pid}`, { recursive: true });
  });
});

test("what was made is told, outermost first", async () => {
  expect(await makeDirectory(join(root, "a/b"))).toEqual([join(root, "a"), join(root, "a/b")]);
  expect(await makeDirectory(join(root, "a/b"))).toEqual([]);
  expect(await makeDirectory(join(root, "a/b/c"))).toEqual([join(root, "a/b/c")]);
});
