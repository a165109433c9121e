import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot, startProgram, temporaryDirectory } from "../support/index.js";

/** What scripts/lab/debian.mjs reads from apt's files, `[URI, suite]` by `[URI, suite]`. */
async function readSources(files: Readonly<Record<string, string>>): Promise<unknown> {
  const directory = temporaryDirectory("apt");
  mkdirSync(join(directory, "sources.list.d"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const module = JSON.stringify(join(projectRoot, "scripts/lab/debian.mjs"));
  const script = `import { aptSources } from ${module}; console.log(JSON.stringify(aptSources(process.argv[1])));`;
  const { stdout, stderr } = await startProgram(process.execPath, [
    "--input-type=module",
    "--eval",
    script,
    directory,
  ]).finished;
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

test("one-line sources, with and without options", async () => {
  const text = [
    "# deb http://off.example/debian bookworm main",
    "deb http://one.example/debian bookworm main contrib",
    "deb [arch=amd64 signed-by=/k.gpg] https://two.example/debian/ bookworm-updates main",
    "deb-src http://src.example/debian bookworm main",
    "",
  ].join("\n");
  expect(await readSources({ "sources.list": text })).toEqual([
    ["http://one.example/debian", "bookworm"],
    ["https://two.example/debian/", "bookworm-updates"],
  ]);
});

test("deb822 sources, with comments between fields and several suites", async () => {
  const text = [
    "Types: deb",
    "# a comment",
    "URIs: http://one.example/debian",
    "Suites: bookworm bookworm-updates",
    "Components: main",
    "",
    "Types: deb",
    "URIs: http://security.example/debian-security",
    "Suites: bookworm-security",
    "",
  ].join("\n");
  expect(await readSources({ "sources.list.d/debian.sources": text })).toEqual([
    ["http://one.example/debian", "bookworm"],
    ["http://one.example/debian", "bookworm-updates"],
    ["http://security.example/debian-security", "bookworm-security"],
  ]);
});
