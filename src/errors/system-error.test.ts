import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { lstat, mkdir, open, readdir, readFile, realpath, rename, stat, unlink } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SlipwayError } from "./index.js";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-system-"));
  writeFileSync(join(root, "file"), "");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const fromFailure = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => SlipwayError.from(error),
  );

describe("what the system says of a file becomes a sentence", () => {
  test.each<[string, (path: string) => Promise<unknown>, string, string]>([
    ["file/x", (path) => stat(path), "io-error", "cannot look at PATH: not a directory"],
    ["file/x", (path) => lstat(path), "io-error", "cannot look at PATH: not a directory"],
    ["file", (path) => readdir(path), "io-error", "cannot list PATH: not a directory"],
    ["none", (path) => readdir(path), "not-found", "cannot list PATH: no such file or directory"],
    ["none", (path) => readFile(path), "not-found", "cannot open PATH: no such file or directory"],
    ["none", (path) => realpath(path), "not-found", "cannot find PATH: no such file or directory"],
    ["none", (path) => unlink(path), "not-found", "cannot remove PATH: no such file or directory"],
    ["file", (path) => mkdir(path), "io-error", "cannot create PATH: file already exists"],
    [
      "none",
      (path) => rename(path, `${path}2`),
      "not-found",
      "cannot rename PATH to PATH2: no such file or directory",
    ],
    ["", (path) => open(path, "w"), "io-error", "cannot open PATH: is a directory"],
  ])("%s: %s", async (name, call, code, message) => {
    const path = name === "" ? root : join(root, name);
    const error = await fromFailure(call(path));
    expect(error).toMatchObject({ code, message: message.replaceAll("PATH", path) });
  });

  test("but keeps the code that its user wants it to have", () => {
    const error = Object.assign(new Error("EACCES: permission denied, open '/x'"), {
      code: "EACCES",
      errno: -13,
      syscall: "open",
      path: "/x",
    });
    expect(SlipwayError.from(error, "corrupt-state")).toMatchObject({
      code: "corrupt-state",
      message: "cannot open /x: permission denied",
      cause: error,
    });
  });

  test("and what it says of a connection stays as it is", async () => {
    const failed = new Promise((_resolve, reject) => connect(join(root, "socket")).on("error", reject));
    expect(await fromFailure(failed)).toMatchObject({
      code: "internal",
      message: `connect ENOENT ${join(root, "socket")}`,
    });
  });
});
