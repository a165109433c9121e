#!/usr/bin/env node
// @ts-check
// Writes docs/reference: a page for each command, made from the definitions that the program itself runs by.
// With --check it writes nothing and fails when a page is not what it would write.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./lab/project.mjs";
import { loadSource } from "./load-source.mjs";

const directory = join(projectRoot, "docs/reference");

/** @returns {Map<string, string>} Markdown by file name */
function readPages() {
  mkdirSync(directory, { recursive: true });
  return new Map(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

/** @type {Map<string, string>} Markdown by file name */
const fresh = (await loadSource("src/cli/reference/reference-pages.ts")).referencePages();
const present = readPages();
const stale = [...new Set([...fresh.keys(), ...present.keys()])].filter(
  (name) => fresh.get(name) !== present.get(name),
);
if (process.argv.includes("--check")) {
  for (const name of stale) console.error(`docs/reference/${name} is not what the command definitions say`);
  if (stale.length > 0) console.error("Run `npm run docs:reference` and commit the result.");
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const name of stale) {
    const page = fresh.get(name);
    if (page === undefined) rmSync(join(directory, name));
    else writeFileSync(join(directory, name), page);
  }
}
