import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkWritable, liesBelow } from "./destination-checks.js";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-destination-"));
  mkdirSync(join(root, "work/inner"), { recursive: true });
  mkdirSync(join(root, "elsewhere"));
  symlinkSync(join(root, "elsewhere"), join(root, "work/out"));
  symlinkSync(join(root, "work"), join(root, "link"));
  writeFileSync(join(root, "file"), "");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("a path lies below a directory", () => {
  test.each([
    ["work/inner", "work", true],
    ["work/new/deep", "work", true],
    ["work/..inner", "work", true],
    ["work", "work", false],
    ["elsewhere", "work", false],
    ["workshop", "work", false],
    ["work/out", "work", false],
    ["work/out/sub", "work", false],
    ["link/inner", "work", true],
    ["work/inner", "link", true],
  ])("%s below %s: %s", (path, directory, expected) => {
    expect(liesBelow(join(root, path), join(root, directory))).toBe(expected);
  });

  test("everything below the root directory, nothing below a directory that was deleted", () => {
    expect(liesBelow(join(root, "work"), "/")).toBe(true);
    expect(liesBelow(join(root, "work"), "")).toBe(false);
  });
});

describe("a destination", () => {
  test.each(["work/new/file.tar", "work", "file"])("%s can be written", (path) => {
    expect(() => checkWritable(join(root, path))).not.toThrow();
  });

  test("below a file cannot be written", () => {
    expect(() => checkWritable(join(root, "file/below"))).toThrow(/file is not a directory$/);
  });
});
