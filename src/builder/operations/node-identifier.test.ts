import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildNodeIdentifier } from "./node-identifier.js";

let root: string;
let warnings: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-identifier-"));
  warnings = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const identify = (directory: string) =>
  buildNodeIdentifier({
    env: { BUILDX_CONFIG: directory, DOCKER_CONFIG: root },
    onWarning: (message) => warnings.push(message),
  });

test("an identifier is made once and kept", async () => {
  const made = await identify(root);
  expect(made).toMatch(/^[0-9a-f]{16}$/);
  expect(readFileSync(join(root, ".buildNodeID"), "utf8")).toBe(made);
  expect(await identify(root)).toBe(made);
  expect(warnings).toEqual([]);
});

test("a store that takes no files is a warning, and the identifier is the same each time", async () => {
  // A file in the directory's place refuses root as well.
  const blocked = join(root, "file", "buildx");
  writeFileSync(join(root, "file"), "");
  const made = await identify(blocked);
  expect(made).toMatch(/^[0-9a-f]{16}$/);
  expect(await identify(blocked)).toBe(made);
  expect(await identify(join(root, "file", "other"))).not.toBe(made);
  expect(warnings[0]).toBe(`cannot create ${blocked}: not a directory`);
});

test("an identifier that cannot be read is a warning too", async () => {
  mkdirSync(join(root, ".buildNodeID"));
  expect(await identify(root)).toMatch(/^[0-9a-f]{16}$/);
  expect(warnings).toEqual([`${join(root, ".buildNodeID")} is a directory where a file was expected`]);
});
