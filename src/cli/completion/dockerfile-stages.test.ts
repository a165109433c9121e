import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { dockerfileStages } from "./dockerfile-stages.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-stages-"));
afterAll(() => rmSync(directory, { recursive: true }));

const text =
  "FROM a AS base\n from --platform=$BUILDPLATFORM b as  tools\nFROM base\nRUN echo FROM x AS y\nFROM c AS base\n";
writeFileSync(join(directory, "Dockerfile"), text);
writeFileSync(join(directory, "other"), "FROM scratch AS other\n");
mkdirSync(join(directory, "directory"));
spawnSync("mkfifo", [join(directory, "pipe")]);

test.each([
  [[directory], ["base", "tools"]],
  [
    ["-t", "app", directory],
    ["base", "tools"],
  ],
  [["-f", join(directory, "other"), directory], ["other"]],
  [[`--file=${join(directory, "other")}`], ["other"]],
  [["-f", join(directory, "directory")], []],
  [["-f", join(directory, "missing")], []],
  [["-f", join(directory, "pipe")], []],
  [["https://example.com/repository.git"], []],
])("%j", async (line, stages) => {
  expect(await dockerfileStages(line)).toEqual(stages);
});
