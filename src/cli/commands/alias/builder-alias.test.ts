import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setBuilderAlias } from "./builder-alias.js";

let root: string;
let directory: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-alias-"));
  directory = join(root, "docker");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = () => join(directory, "config.json");

test("makes the configuration where there is none, for the user alone", async () => {
  await setBuilderAlias(directory, "buildx");
  expect(readFileSync(file(), "utf8")).toBe('{\n\t"aliases": {\n\t\t"builder": "buildx"\n\t}\n}');
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(["config.json"]);
});

test("leaves everything else as it is, mode included, and takes back only its own", async () => {
  await setBuilderAlias(directory, "buildx");
  const before = { auths: { "a.example": { auth: "eDp5" } }, aliases: { other: "x" }, "not known": [1] };
  writeFileSync(file(), JSON.stringify(before));
  chmodSync(file(), 0o640);
  await setBuilderAlias(directory, "buildx");
  expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual({
    ...before,
    aliases: { other: "x", builder: "buildx" },
  });
  expect(statSync(file()).mode & 0o777).toBe(0o640);
  await setBuilderAlias(directory, undefined);
  expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual(before);
});

test("writes through a link", async () => {
  await setBuilderAlias(directory, "buildx");
  const elsewhere = join(root, "elsewhere.json");
  writeFileSync(elsewhere, "{}");
  rmSync(file());
  symlinkSync(elsewhere, file());
  await setBuilderAlias(directory, "buildx");
  expect(lstatSync(file()).isSymbolicLink()).toBe(true);
  expect(readFileSync(elsewhere, "utf8")).toContain("buildx");
});

test("does not overwrite what it cannot read", async () => {
  await setBuilderAlias(directory, "buildx");
  for (const text of ["{", "[]", '{"aliases":1}']) {
    writeFileSync(file(), text);
    await expect(setBuilderAlias(directory, "buildx")).rejects.toMatchObject({ code: "corrupt-state" });
    expect(readFileSync(file(), "utf8")).toBe(text);
  }
});

test("names the file that cannot be written", async () => {
  writeFileSync(directory, "a file");
  await expect(setBuilderAlias(directory, "buildx")).rejects.toMatchObject({
    message: expect.stringContaining(file()),
  });
  expect(existsSync(file())).toBe(false);
});
