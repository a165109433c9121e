import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ResultFiles } from "./result-files.js";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "slipway-result-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const read = (name: string) => readFileSync(join(cwd, name), "utf8");
const files = new Map([
  ["iidFile", (name: string) => new ResultFiles({ iidFile: name }, cwd)],
  ["metadataFile", (name: string) => new ResultFiles({ metadataFile: name }, cwd)],
]);

test("get the id and the metadata, in place of what was there", async () => {
  writeFileSync(join(cwd, "iid"), "sha256:old");
  const results = new ResultFiles({ iidFile: "iid", metadataFile: "metadata.json" }, cwd);
  await results.check();
  await results.forgetImageId();
  expect(readdirSync(cwd)).toEqual([]);

  await results.write("sha256:new", { a: 1 });

  expect(read("iid")).toBe("sha256:new");
  expect(read("metadata.json")).toBe('{\n  "a": 1\n}');
  expect(readdirSync(cwd)).toHaveLength(2);
});

describe.each([...files])("%s", (option, results) => {
  test("in a directory that is missing is refused beforehand", async () => {
    await expect(results("no/such").check()).rejects.toMatchObject({ code: "not-found" });
  });

  test("that is a directory is refused beforehand", async () => {
    mkdirSync(join(cwd, "taken"));
    await expect(results("taken").check()).rejects.toMatchObject({
      code: "invalid-argument",
      message: "cannot write to taken: it is a directory",
    });
  });

  test("that is a link is written through, and stays", async () => {
    writeFileSync(join(cwd, "real"), "old");
    symlinkSync("real", join(cwd, "link"));
    const linked = results("link");
    await linked.forgetImageId();
    expect(read("real")).toBe(option === "iidFile" ? "" : "old");
    await linked.write("sha256:new", "m");
    expect(readlinkSync(join(cwd, "link"))).toBe("real");
    expect(read("real")).toMatch(/sha256:new|m/);
  });

  test("that leads to a device leaves the device and the link", async () => {
    symlinkSync("/dev/null", join(cwd, "out"));
    const device = results("out");
    await device.check();
    await device.forgetImageId();
    await device.write("sha256:new", {});
    expect(readlinkSync(join(cwd, "out"))).toBe("/dev/null");
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  test("that is a pipe is written into it", async () => {
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    const pipe = results("pipe");
    await pipe.check();
    await pipe.forgetImageId();
    const [content] = await Promise.all([
      readFile(join(cwd, "pipe"), "utf8"),
      pipe.write("sha256:new", "sha256:new"),
    ]);
    expect(content).toContain("sha256:new");
    expect(lstatSync(join(cwd, "pipe")).isFIFO()).toBe(true);
  });
});
